"""Filters that one account has kept."""

from access.account.saved_filters import filters_save
from access.models import SavedFilters, User

ACCOUNT = "dr.morvan"
SAVED = {"Biologie de l’année": "categorie=biologie&periode=1a", "Non lus": "non_lus=1"}


def load_saved_filters() -> None:
    """What this account has kept of its own is left as it is."""
    account = User.objects.get(username=ACCOUNT)
    if not SavedFilters.objects.filter(account=account).exists():
        for name, query in SAVED.items():
            filters_save(account, name=name, query=query)
