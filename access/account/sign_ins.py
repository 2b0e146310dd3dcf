"""The last sign-ins of an account, as the journal knows them (PS S30)."""

from dataclasses import dataclass
from datetime import datetime

from access.models import User
from journal.models import Action, Line

SHOWN = 10
WORDS = {
    "TOTP": "Connexion par le code de l’application",
    "RECOVERY_CODE": "Connexion par un code de secours",
    "PASSWORD_REFUSED": "Mot de passe refusé",
    "LOCKED_OUT": "Mot de passe non examiné : trop d’essais",
    "THROTTLED": "Code non examiné : trop d’essais",
}


@dataclass(frozen=True, slots=True)
class SignInRow:
    at: datetime
    words: str
    succeeded: bool


def last_sign_ins(user: User) -> list[SignInRow]:
    """Sign-ins that went through, and attempts that failed, newest first. A right password alone is neither."""
    lines = Line.objects.filter(account=str(user.pk), action__in=[Action.SIGN_IN, Action.SECOND_FACTOR])
    lines = lines.exclude(action=Action.SIGN_IN, granted=True).order_by("-at", "-pk")
    return [SignInRow(line.at, WORDS.get(line.decision, "Code refusé"), line.granted) for line in lines[:SHOWN]]
