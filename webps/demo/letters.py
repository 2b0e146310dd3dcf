"""Everything but biology: every type of document that the demonstration knows how to write, and who signs it."""

from webps.demo.clinical import (
    caregivers,
    consultations,
    follow_up,
    hospital,
    imaging,
    patient_side,
    pharmacy,
    prescriptions,
)
from webps.demo.clinical.authors import AUTHORS
from webps.demo.clinical.model import CHILD, PREGNANCY, TEEN, Case, Letter

__all__ = ["AUTHORS", "BY_CODE", "LETTERS", "Case", "Letter", "case_for"]

_FAMILIES = (consultations, hospital, imaging, prescriptions, pharmacy, follow_up, patient_side, caregivers)
LETTERS: tuple[Letter, ...] = tuple(letter for family in _FAMILIES for letter in family.LETTERS)
BY_CODE = {letter.code: letter for letter in LETTERS}


def case_for(letter: Letter, profile: str, rank: int) -> Case:
    """The text of the `rank`th document of that type: those written for the profile first, then those for anybody.

    A child or a pregnant woman never gets a text for anybody, as long as the type has one of theirs.
    """
    suited = [case for case in letter.cases if case.profile == profile]
    if profile and not (suited and profile in (CHILD, TEEN, PREGNANCY)):
        suited += [case for case in letter.cases if not case.profile]
    suited = suited or list(letter.cases)
    return suited[rank % len(suited)]
