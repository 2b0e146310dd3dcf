"""The INS matricule as a value: shape, key, nature. Pure; on python-stdnum, with what it lacks (AR 5.5)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum.exceptions import ValidationError as StdnumError
from stdnum.fr import nir

NIR_OID = "1.2.250.1.213.1.4.8"
NIA_OID = "1.2.250.1.213.1.4.9"
NIR_TEST_OID = "1.2.250.1.213.1.4.10"
NIR_DEMO_OID = "1.2.250.1.213.1.4.11"
INS_OIDS = (NIR_OID, NIA_OID, NIR_TEST_OID, NIR_DEMO_OID)
PRODUCTION_OIDS = (NIR_OID, NIA_OID)
NATURES = {NIR_OID: "NIR", NIA_OID: "NIA", NIR_TEST_OID: "NIR de test", NIR_DEMO_OID: "NIR de démonstration"}


class InsProblem(StrEnum):
    """Why a text is no matricule; the wording for users stands in `patients.forms`."""

    EMPTY = "empty"
    CHARACTERS = "characters"
    LENGTH = "length"
    NO_KEY = "no_key"
    SEX = "sex"
    MONTH = "month"
    PLACE = "place"
    ORDER = "order"
    KEY = "key"


# Faults of a number that somebody's identity may really bear: errors in a form, warnings on what a document says.
WARNINGS_WHEN_IMPORTED = frozenset({InsProblem.MONTH, InsProblem.PLACE, InsProblem.ORDER, InsProblem.KEY})


class InvalidMatricule(ValueError):
    """The text is no matricule. Its message never quotes the text."""

    def __init__(self, problem: InsProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Matricule:
    """15 characters, upper case, without spaces (AR 5.5.7). Build it with `parse`."""

    value: str

    @classmethod
    def parse(cls, text: str, *, imported: bool = False) -> "Matricule":
        """Read what a person typed: spaces, dots, hyphens and lower case are accepted.

        Raises InvalidMatricule for anything but a bad key, which `key_is_valid` tells: published test identities
        carry wrong keys, so that the key is an error only where the caller says so. `imported`: a document says it,
        and an unlikely month or place is no error either (AR 5.5.2).
        """
        value = re.sub(r"[\s.\-]", "", text).upper()
        problem = _shape_problem(value)
        if problem and not (imported and problem in WARNINGS_WHEN_IMPORTED):
            raise InvalidMatricule(problem)
        return cls(value)

    @property
    def key_is_valid(self) -> bool:
        """Key = 97 - N mod 97, with 2A read 19 and 2B read 18 (AR 5.5.3)."""
        try:
            nir.validate(self.value)
        except StdnumError:
            return False
        return True

    @property
    def is_provisional(self) -> bool:
        """First digit 7 or 8: a number that only the NIA authority gives (AR 5.5.6)."""
        return self.value[0] in "78"

    @property
    def grouped(self) -> str:
        """As shown to people: 1 85 05 78 006 084 91, with no-break spaces."""
        v = self.value
        return "\u00a0".join((v[0], v[1:3], v[3:5], v[5:7], v[7:10], v[10:13], v[13:15]))

    def fits(self, oid: str) -> bool:
        """Whether the issuing authority can have given this number."""
        return oid == NIA_OID or not self.is_provisional


def _shape_problem(value: str) -> InsProblem | None:
    if not value:
        return InsProblem.EMPTY
    if not re.fullmatch(r"[0-9]{6}[0-9AB][0-9]*|[0-9]+", value):
        return InsProblem.CHARACTERS
    if len(value) != 15:
        return InsProblem.NO_KEY if len(value) == 13 else InsProblem.LENGTH
    department = value[5:7]
    if value[0] not in "1278":
        return InsProblem.SEX
    month = int(value[3:5])
    if not (1 <= month <= 12 or 20 <= month <= 42 or 50 <= month <= 99):
        return InsProblem.MONTH
    if not (department.isdigit() or department in ("2A", "2B")) or value[7:10] == "000":
        return InsProblem.PLACE
    if value[10:13] == "000":
        return InsProblem.ORDER
    return None if 1 <= int(value[13:15]) <= 97 else InsProblem.KEY
