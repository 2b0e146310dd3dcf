"""Who may open a record, and why not: AR 14, steps 1 to 11 and 20. Pure: facts in, verdict out; no clock, no query.

The rule on one document (steps 13 to 19) is written in SQL, in `documents.decision` (ADR 0001).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, auto


class Mode(StrEnum):
    """TRE_R248-ModeAcces (AR 10.1)."""

    NORMAL = "normal"
    BRIS_DE_GLACE = "bris_de_glace"
    CENTRE_15 = "centre_15"


class Basis(StrEnum):
    """Legal basis of a consultation in normal mode (AR 6.1)."""

    TEAM = "TEAM"
    EXPLICIT = "EXPLICIT"
    EXPRESS_WORK = "EXPRESS_WORK"
    EXPRESS_FIRE = "EXPRESS_FIRE"
    EHPAD = "EHPAD"


# Bases that hold for one opened record only: "each access" (AR 6.1). A resident's agreement lasts with the stay.
PER_CONSULTATION = frozenset({Basis.EXPLICIT, Basis.EXPRESS_WORK, Basis.EXPRESS_FIRE})


# Bases that only a function with an express consent of its own can hold.
EXPRESS = frozenset({Basis.EXPRESS_WORK, Basis.EXPRESS_FIRE, Basis.EHPAD})


class RecordState(StrEnum):
    """Answer of the existence test (AR 3.1)."""

    NONE = "INEXISTANT"
    ACTIVE = "ACTIF"
    CLOSED = "FERME"


class AuthorisationState(StrEnum):
    """State machine of AR 6.2, one state per patient and practice; a block counts for every practice."""

    NONE = "NON_EXISTENT"
    VALID = "VALIDE"
    EXPIRED = "EXPIRE"
    BLOCKED = "INTERDIT"


class Reason(StrEnum):
    """Codes of AR 14; the wording for users stands in `access.wording`."""

    OPEN = auto()
    DEPOSIT_ALLOWED = auto()
    AUTH_REQUIRED = auto()
    PROFILE_REQUIRED = auto()
    PURPOSE_FORBIDDEN = auto()
    INS_NOT_QUALIFIED = auto()
    INS_OID_REFUSED = auto()
    DMP_NONE = auto()
    DMP_CLOSED = auto()
    PRO_BLOCKED = auto()
    CONSENT_MISSING = auto()
    CONSENT_EXPIRED = auto()
    EXPRESS_CONSENT_MISSING = auto()
    BTG_OPPOSED = auto()
    BTG_REASON_MISSING = auto()
    SAMU_NOT_ENTITLED = auto()
    SAMU_OPPOSED = auto()
    SECRET_NOT_MINOR = auto()
    DOC_NOT_FOUND = auto()
    NOT_AUTHOR = auto()
    FLAGS_INCOMPATIBLE = auto()
    DOC_ALREADY_REPLACED = auto()
    JOURNAL_UNAVAILABLE = auto()


GRANTING = frozenset({Reason.OPEN, Reason.DEPOSIT_ALLOWED})
# What the professional can put right at once, by declaring the access (PS S07).
DECLARABLE = frozenset({Reason.CONSENT_MISSING, Reason.CONSENT_EXPIRED, Reason.EXPRESS_CONSENT_MISSING})

# Refusals to read that leave a deposit possible: all that comes after step 7 (AR 6.2.5, 6.2.6).
STILL_DEPOSITS = DECLARABLE | {
    Reason.PRO_BLOCKED,
    Reason.BTG_OPPOSED,
    Reason.BTG_REASON_MISSING,
    Reason.SAMU_NOT_ENTITLED,
    Reason.SAMU_OPPOSED,
}


class Condition(StrEnum):
    """The five cumulative conditions, DICAH (AR 16)."""

    AVAILABILITY = "D"
    IDENTITY = "I"
    CONSENT = "C"
    AUTHENTICATION = "A"
    HABILITATION = "H"


class State(StrEnum):
    MET = "remplie"
    NOT_MET = "non remplie"
    NOT_CHECKED = "non vérifiée"


class Action(StrEnum):
    CONSULT = auto()
    DEPOSIT = auto()  # also: replace or delete one's own document (AR 6.2.5, 6.2.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """All that the decision on a record depends on. `None` for a patient who is unknown or has no record."""

    two_factors: bool
    practice_active: bool
    for_care: bool = True
    ins_status: str | None
    ins_oid_accepted: bool
    record: RecordState
    closed_on: date | None = None
    authorisation: AuthorisationState = AuthorisationState.NONE
    basis: Basis | None = None
    until: datetime | None = None
    given_in_this_consultation: bool = False
    required_basis: Basis | None = None
    mode: Mode = Mode.NORMAL
    blocked_may_break_glass: bool = False
    accepts_emergency: bool = True
    accepts_regulation: bool = True
    emergency_motive_valid: bool = False
    samu_entitled: bool = False
    confidential: bool = False
    confidential_allowed: bool = True
    open_types: int = 0
    action: Action = Action.CONSULT


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reason, what goes with it, and the state of each of the five conditions."""

    reason: Reason
    conditions: dict[Condition, State]
    ins_status: str | None = None
    closed_on: date | None = None
    until: datetime | None = None
    open_types: int | None = None
    required_basis: Basis | None = field(default=None)

    @property
    def allowed(self) -> bool:
        return self.reason in GRANTING


def decide_record(facts: RecordFacts) -> Verdict:
    """Decide on opening a record, or on depositing in it, at the first refusal in the order of AR 14."""
    reason = (
        _professional(facts)
        or _identity(facts)
        or _availability(facts)
        or (Reason.DEPOSIT_ALLOWED if facts.action is Action.DEPOSIT else _consent(facts) or Reason.OPEN)
    )
    return Verdict(
        reason,
        _conditions(reason, facts),
        ins_status=facts.ins_status if reason is Reason.INS_NOT_QUALIFIED else None,
        closed_on=facts.closed_on if reason is Reason.DMP_CLOSED else None,
        until=facts.until if reason in (Reason.OPEN, Reason.CONSENT_EXPIRED) else None,
        open_types=facts.open_types if facts.practice_active else None,
        required_basis=facts.required_basis,
    )


def _professional(facts: RecordFacts) -> Reason | None:
    """Steps 1 to 3: nominative two-factor sign-in, a practice in force, care as the purpose."""
    if not facts.two_factors:
        return Reason.AUTH_REQUIRED
    if not facts.practice_active:
        return Reason.PROFILE_REQUIRED
    return None if facts.for_care else Reason.PURPOSE_FORBIDDEN


def _identity(facts: RecordFacts) -> Reason | None:
    """Steps 4 and 5. An unknown patient goes on to step 6, where one page answers for all absences."""
    if facts.ins_status is None:
        return None
    if facts.ins_status != "QUAL":
        return Reason.INS_NOT_QUALIFIED
    return None if facts.ins_oid_accepted else Reason.INS_OID_REFUSED


def _availability(facts: RecordFacts) -> Reason | None:
    """Step 6."""
    if facts.record is RecordState.NONE:
        return Reason.DMP_NONE
    return Reason.DMP_CLOSED if facts.record is RecordState.CLOSED else None


def _consent(facts: RecordFacts) -> Reason | None:
    """Steps 8 to 11."""
    blocked = facts.authorisation is AuthorisationState.BLOCKED
    if blocked and (facts.mode is Mode.NORMAL or not facts.blocked_may_break_glass):
        return Reason.PRO_BLOCKED
    if facts.confidential and not facts.confidential_allowed:
        return Reason.SECRET_NOT_MINOR
    if facts.mode is Mode.BRIS_DE_GLACE:
        if not facts.accepts_emergency:
            return Reason.BTG_OPPOSED
        return None if facts.emergency_motive_valid else Reason.BTG_REASON_MISSING
    if facts.mode is Mode.CENTRE_15:
        if not facts.samu_entitled:
            return Reason.SAMU_NOT_ENTITLED
        return None if facts.accepts_regulation else Reason.SAMU_OPPOSED
    return _normal_consent(facts)


def _normal_consent(facts: RecordFacts) -> Reason | None:
    """Step 9. A médecin traitant needs a valid authorisation like anyone (AR 17)."""
    if facts.required_basis and facts.basis is not facts.required_basis:
        return Reason.EXPRESS_CONSENT_MISSING
    if facts.required_basis is None and facts.basis in EXPRESS:
        return Reason.CONSENT_MISSING  # given to a function that is no longer exercised
    if facts.authorisation is AuthorisationState.NONE:
        return Reason.CONSENT_MISSING
    if facts.authorisation is AuthorisationState.EXPIRED:
        return Reason.CONSENT_EXPIRED
    if facts.basis in PER_CONSULTATION and not facts.given_in_this_consultation:
        return Reason.CONSENT_EXPIRED
    return None


_FAILED_BY_REASON = {
    Reason.AUTH_REQUIRED: Condition.AUTHENTICATION,
    Reason.PROFILE_REQUIRED: Condition.AUTHENTICATION,
    Reason.PURPOSE_FORBIDDEN: Condition.AUTHENTICATION,
    Reason.INS_NOT_QUALIFIED: Condition.IDENTITY,
    Reason.INS_OID_REFUSED: Condition.IDENTITY,
    Reason.DMP_NONE: Condition.AVAILABILITY,
    Reason.DMP_CLOSED: Condition.AVAILABILITY,
}


def _conditions(reason: Reason, facts: RecordFacts) -> dict[Condition, State]:
    """State of the five conditions. Nothing is revealed about D or C when A or I fails, nor about I when no record
    corresponds: that page is the same for an unknown matricule and for a known patient without a record.

    H depends on the practice alone: zero types open the record all the same (AR 15, cases 29 and 30).
    """
    checked = [Condition.AUTHENTICATION, Condition.IDENTITY, Condition.AVAILABILITY, Condition.CONSENT]
    failed = None if reason in GRANTING else _FAILED_BY_REASON.get(reason, Condition.CONSENT)
    states = dict.fromkeys(Condition, State.NOT_CHECKED)
    for condition in checked[: checked.index(failed) if failed else len(checked)]:
        states[condition] = State.MET
    if failed:
        states[failed] = State.NOT_MET
    if reason is Reason.DMP_NONE:
        states[Condition.IDENTITY] = State.NOT_CHECKED
    if reason is Reason.DEPOSIT_ALLOWED:
        states[Condition.CONSENT] = State.NOT_CHECKED
    if facts.two_factors and facts.practice_active:
        states[Condition.HABILITATION] = State.MET if facts.open_types else State.NOT_MET
    return states


MOTIVE_MIN, MOTIVE_MAX = 10, 500


def motive_is_valid(text: str) -> bool:
    """10 to 500 characters after trimming, neither blank nor one character repeated (AR 10.12)."""
    trimmed = " ".join(text.split())
    return MOTIVE_MIN <= len(trimmed) <= MOTIVE_MAX and len(set(trimmed.replace(" ", ""))) > 2


def may_hold_confidential_session(age: int, age_of_majority: int, minimum_age: int = 0) -> Reason | None:
    """A confidential session is for minors only (AR 11.4, 11.10); `minimum_age` is a setting (AR 11.7)."""
    return None if minimum_age <= age < age_of_majority else Reason.SECRET_NOT_MINOR


def flags_are_compatible(*, masked: bool, hidden_from_patient: bool) -> Reason | None:
    """MASQUE_PS and INVISIBLE_PATIENT exclude one another (AR 8.2)."""
    return Reason.FLAGS_INCOMPATIBLE if masked and hidden_from_patient else None


def may_change_own_document(*, is_author: bool, is_current: bool) -> Reason | None:
    """Replace and delete: the author alone, on a current version (AR 12)."""
    if not is_author:
        return Reason.NOT_AUTHOR
    return None if is_current else Reason.DOC_ALREADY_REPLACED
