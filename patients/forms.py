"""Forms that concern a patient's identity."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from patients.ins import INS_OIDS, PRODUCTION_OIDS, InsProblem, InvalidMatricule, Matricule
from patients.models import Patient, SharedRecord
from patients.services import EMERGENCY_CHOICES

MESSAGES = {
    InsProblem.EMPTY: "Saisissez le matricule INS du patient.",
    InsProblem.CHARACTERS: (
        "Un matricule INS ne contient que des chiffres, sauf 2A ou 2B pour la Corse. Vérifiez la saisie."
    ),
    InsProblem.LENGTH: "Un matricule INS compte 15 caractères, clé comprise. Vérifiez la saisie.",
    InsProblem.NO_KEY: "Il manque la clé : ajoutez les deux derniers chiffres du matricule.",
    InsProblem.SEX: "Ce matricule n’est pas valide : il commence par 1 ou 2, ou par 7 ou 8 s’il est provisoire.",
    InsProblem.MONTH: "Ce matricule n’est pas valide : le mois de naissance (4e et 5e caractères) n’existe pas.",
    InsProblem.PLACE: "Ce matricule n’est pas valide : le lieu de naissance (6e au 10e caractère) n’existe pas.",
    InsProblem.ORDER: "Ce matricule n’est pas valide : le numéro d’ordre (11e au 13e caractère) est nul.",
    InsProblem.KEY: "Ce matricule n’est pas valide : la clé de contrôle ne correspond pas.",
}
MAX_TYPED = 60  # a matricule with generous spacing; the cap keeps a pasted page out


class MatriculeField(forms.CharField):
    """Turns what was typed into a Matricule. Messages never quote what was typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        )
        super().__init__(
            label="Matricule INS",
            help_text="15 caractères, avec ou sans espaces.",
            widget=widget,
            error_messages={"required": MESSAGES[InsProblem.EMPTY]},
            **kwargs,
        )
        self.validators = [
            v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)
        ]  # a NUL is refused below, in French and like any other wrong character

    def clean(self, value: Any) -> Matricule:
        text = super().clean(value)
        if len(text) > MAX_TYPED:
            raise forms.ValidationError(MESSAGES[InsProblem.LENGTH], code="length")
        try:
            matricule = Matricule.parse(text, imported=True)
            if not _known_test_identity(matricule):
                matricule = Matricule.parse(text)
                if not matricule.key_is_valid:
                    raise InvalidMatricule(InsProblem.KEY)
        except InvalidMatricule as error:
            raise forms.ValidationError(MESSAGES[error.problem], code=error.problem) from None
        return matricule


def _known_test_identity(matricule: Matricule) -> bool:
    """Published test identities bear wrong keys: no error there, one for production authorities (DESIGN 4)."""
    test_oids = [oid for oid in INS_OIDS if oid not in PRODUCTION_OIDS]
    return Patient.objects.filter(matricule=matricule.value, ins_oid__in=test_oids).exists()


class PatientSearchForm(forms.Form):
    """Search by matricule (PS S05)."""

    matricule = MatriculeField()


class EmergencyChoicesForm(forms.Form):
    """The patient's three separate choices (AR 10.6, 10.7). `shown` carries what the page displayed."""

    accepts_emergency = forms.BooleanField(
        label="Un professionnel peut ouvrir le dossier en urgence (« bris de glace »)",
        help_text="Lorsque la personne ne peut pas s’exprimer et que sa santé est immédiatement menacée.",
        required=False,
    )
    accepts_regulation = forms.BooleanField(
        label="Le médecin régulateur du SAMU (centre 15) peut ouvrir le dossier",
        help_text="Pendant un appel d’urgence au 15.",
        required=False,
    )
    shows_masked_in_emergency = forms.BooleanField(
        label="Dans ces deux cas, les documents masqués aux professionnels peuvent être lus",
        required=False,
    )
    shown = forms.RegexField(r"^[01]{3}$", widget=forms.HiddenInput)

    @classmethod
    def of(cls, shared: SharedRecord) -> "EmergencyChoicesForm":
        """The form as it stands beside the choices of today."""
        values = {name: getattr(shared, name) for name in EMERGENCY_CHOICES}
        return cls(initial=values | {"shown": "".join(str(int(value)) for value in values.values())})

    @property
    def displayed(self) -> dict[str, bool]:
        """After validation: the choices that the page showed."""
        return {name: one == "1" for name, one in zip(EMERGENCY_CHOICES, self.cleaned_data["shown"], strict=True)}

    @property
    def wanted(self) -> dict[str, bool]:
        """After validation."""
        return {name: self.cleaned_data[name] for name in EMERGENCY_CHOICES}
