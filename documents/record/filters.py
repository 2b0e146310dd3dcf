"""Filters of the pages of a record, as an address bears them: a value out of the lists is no filter."""

from django.http import QueryDict

from documents.cda.statements import ReimbursedAs
from documents.listing.filters import PERIODS


def pathway_filters(data: QueryDict) -> tuple[str, str]:
    """Family of care and period of an address; values out of the lists are no filter."""
    family, period = data.get("nature", ""), data.get("periode", "")
    return family if family in set(ReimbursedAs) else "", period if period in PERIODS else ""
