"""Declaring an access (PS S07), choosing an activity (PS S02)."""

from typing import Any

from django import forms

from access.models import Practice
from access.practices import practices_of
from access.rules import Basis
from access.services import Declaration
from access.wording import DECLARATIONS


class CertifyForm(forms.Form):
    """One box, never ticked in advance, before an act that concerns somebody else."""

    certified = forms.BooleanField(error_messages={"required": "Cochez la case pour continuer."})

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certified"].label = label


class CertifiedForm(forms.Form):
    """What every declaration of an access certifies, the first one and each renewal."""

    certified = forms.BooleanField(
        label="Je certifie avoir informé le patient et recueilli ce qui est exigé ci-dessus.",
        error_messages={"required": "Cochez la case pour certifier l’information du patient."},
    )
    collector_name = forms.CharField(
        label="Confrère ayant recueilli l’accord (facultatif)",
        help_text="À remplir seulement si un confrère a recueilli l’accord à votre place.",
        max_length=200,
        required=False,
    )


class DeclarationForm(CertifiedForm):
    """On what ground the record is opened. Nothing is chosen nor ticked in advance (AR 6.2.1)."""

    field_order = ("basis", "treating_doctor")
    basis = forms.ChoiceField(
        label="À quel titre ouvrez-vous ce dossier ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez la situation qui correspond.",
            "invalid_choice": "Choisissez la situation qui correspond.",
        },
    )

    treating_doctor = forms.BooleanField(
        label="Je suis son médecin traitant",
        help_text="Ce rôle ouvre les documents masqués et l’historique de tous les accès, une fois confirmé par le "
        "patient. Lui et son médecin traitant actuel en sont avertis.",
        required=False,
    )

    def __init__(self, *args: Any, required_basis: Basis | None, offers_role: bool = False, **kwargs: Any) -> None:
        """`offers_role`: the professional may declare to be the médecin traitant of this patient."""
        super().__init__(*args, **kwargs)
        if not offers_role:
            del self.fields["treating_doctor"]
        offered = [required_basis] if required_basis else [Basis.TEAM, Basis.EXPLICIT]
        field: Any = self.fields["basis"]
        field.choices = [(basis.value, DECLARATIONS[basis][0]) for basis in offered]
        self.options = [(basis.value, *DECLARATIONS[basis]) for basis in offered]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("treating_doctor") and cleaned.get("basis") == Basis.EXPLICIT:
            self.add_error("treating_doctor", "Le médecin traitant fait partie de l’équipe de soins.")
        return cleaned

    @property
    def declaration(self) -> Declaration:
        """After validation."""
        return Declaration(
            basis=Basis(self.cleaned_data["basis"]), collector_name=self.cleaned_data["collector_name"].strip()
        )


class PracticeForm(forms.Form):
    """The activity of a session (PS S02)."""

    practice = forms.ModelChoiceField(
        label="Activité exercée pendant cette session",
        queryset=Practice.objects.none(),
        to_field_name="uuid",
        empty_label=None,
        error_messages={
            "required": "Choisissez une activité.",
            "invalid_choice": "Choisissez une activité de la liste.",
        },
    )

    def __init__(self, *args: Any, professional_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["practice"]
        field.queryset = practices_of(professional_id)
