"""« Mon compte » (PS S30): preferences, sessions open elsewhere, last sign-ins."""

from access.account.preferences import Preferences, preferences_of

__all__ = ["Preferences", "preferences_of"]
