"""Who may change what of a document's visibility, and when: AR 8 and 12. Pure: facts in, obstacle out."""

from dataclasses import dataclass, replace
from enum import StrEnum, auto


class Change(StrEnum):
    """One choice of the page of properties (PS S23). Each has its contrary, but for the representatives (AR 8.5)."""

    MASK = auto()
    UNMASK = auto()
    HIDE_FROM_PATIENT = auto()
    SHOW_TO_PATIENT = auto()
    SHOW_TO_REPRESENTATIVES = auto()
    ARCHIVE = auto()
    UNARCHIVE = auto()


# What cannot be undone asks for « Je confirme » (AR 8.5, 11.6).
IRREVERSIBLE = frozenset({Change.SHOW_TO_REPRESENTATIVES})


class Hand(StrEnum):
    """Who asks, as the Reader says it."""

    AUTHOR = auto()  # of this document: no authorisation needed (AR 12)
    PROFESSIONAL = auto()  # reads it in a record opened in normal mode
    HOLDER = auto()
    REPRESENTATIVE = auto()
    NONE = auto()  # reads it in an emergency, which is read-only (AR 10.11)


class Obstacle(StrEnum):
    """Why a change is refused; NOTHING_TO_DO when the document is so already."""

    NOT_ALLOWED = auto()
    NOTHING_TO_DO = auto()
    FLAGS_INCOMPATIBLE = auto()
    OPENED_BY_PATIENT = auto()
    SHOWN_AGAIN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Visibility of a document, and whether it is archived. `availability`: approved, deprecated or archived."""

    masked: bool = False
    hidden_from_patient: bool = False
    hidden_from_representatives: bool = False
    mask_on_release: bool = False
    availability: str = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    state: State
    hand: Hand
    opened_by_patient: bool = False
    shown_again: bool = False  # a version of it was hidden from the patient, and is no longer


_OF_PATIENT = frozenset({Change.MASK, Change.UNMASK})
_ALLOWED = {
    Hand.AUTHOR: frozenset(Change),
    Hand.PROFESSIONAL: frozenset(Change) - {Change.HIDE_FROM_PATIENT},  # 8.5: to the author alone
    Hand.HOLDER: _OF_PATIENT,
    Hand.REPRESENTATIVE: _OF_PATIENT,
    Hand.NONE: frozenset[Change](),
}


def applied(state: State, change: Change, *, masks_by_default: bool) -> State:
    """The state once the change is made; the same state when there is nothing to do."""
    match change:
        case Change.MASK:
            return replace(state, masked=True)
        case Change.UNMASK:
            return replace(state, masked=False)
        case Change.HIDE_FROM_PATIENT:
            return replace(state, hidden_from_patient=True)
        case Change.SHOW_TO_PATIENT:
            return released(state, masks_by_default=masks_by_default)
        case Change.SHOW_TO_REPRESENTATIVES:
            return replace(state, hidden_from_representatives=False)
        case Change.ARCHIVE:
            return replace(state, availability="archived") if state.availability == "approved" else state
        case Change.UNARCHIVE:
            return replace(state, availability="approved") if state.availability == "archived" else state


def released(state: State, *, masks_by_default: bool) -> State:
    """Shown to the patient; the mask that waited for it, or that the patient's default wants, is put on (AR 8.6)."""
    if not state.hidden_from_patient:
        return state
    masked = state.mask_on_release or masks_by_default
    return replace(state, hidden_from_patient=False, masked=masked, mask_on_release=False)


def masked_or_waiting(state: State) -> State:
    """A mask that somebody asked for: where the document is hidden from the patient it waits (AR 8.2)."""
    return replace(state, mask_on_release=True) if state.hidden_from_patient else replace(state, masked=True)


def obstacle(change: Change, facts: Facts) -> Obstacle | None:
    if change not in _ALLOWED[facts.hand]:
        return Obstacle.NOT_ALLOWED
    after = applied(facts.state, change, masks_by_default=False)
    if after == facts.state:
        return Obstacle.NOTHING_TO_DO
    if after.masked and after.hidden_from_patient:
        return Obstacle.FLAGS_INCOMPATIBLE  # 8.2
    if change is Change.HIDE_FROM_PATIENT and facts.opened_by_patient:
        return Obstacle.OPENED_BY_PATIENT  # 8.5
    if change is Change.HIDE_FROM_PATIENT and facts.shown_again:
        return Obstacle.SHOWN_AGAIN  # 8.4: temporary, and counted once
    return None


def offered(facts: Facts) -> list[Change]:
    """What the page of properties offers, in its order."""
    return [change for change in Change if obstacle(change, facts) is None]
