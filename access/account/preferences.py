"""What an account prefers, as one small value that costs a page no query."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from access.models import AccountPreferences, User

Row = AccountPreferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Without a choice of one's own, what is written here. `page_size` is a number of rows; `blocks`, by the key of a
    profession, is what `documents.record.arrangement` makes of it.
    """

    theme: str = Row.Theme.SYSTEM.value
    density: str = Row.Density.COMFORTABLE.value
    shortcuts: bool = True
    first_screen: str = Row.FirstScreen.DOCUMENTS.value
    grouping: str = Row.Grouping.CATEGORY.value
    period: str = Row.Period.TWO_YEARS.value
    page_size: int = Row.PageSize.MEDIUM.value
    blocks: dict[str, Any] = field(default_factory=dict)


def preferences_of(user: Any) -> Preferences:
    """What this account prefers; the defaults for nobody, and before the second factor.

    The row came with the account of the request (`access.sign_in.backends`).
    """
    row = getattr(user, "preferences", None) if user.is_authenticated and user.is_verified() else None
    return Preferences(**{f.name: getattr(row, f.name) for f in fields(Preferences)}) if row else Preferences()


def preferences_save(user: User, wanted: Preferences) -> None:
    """Keep all of an account's preferences at once: the last ones sent hold."""
    AccountPreferences.objects.update_or_create(account=user, defaults=asdict(wanted))
