"""What a patient, or who acts for them, may do about one professional: a table of acts, each confirmed on its page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from access.consent.access_list import AccessList, AccessRow, access_list, known_to_the_minor_alone
from access.consent.authorisations import lock_patient, professional_block, professional_unblock
from access.consent.obstacles import Impossible, Obstacle
from access.consent.roles import (
    administrator_end,
    administrator_name,
    live_roles,
    treating_doctor_confirm,
    treating_doctor_end,
    treating_doctor_name,
    treating_doctor_refuse,
)
from access.models import Professional
from access.window.holding import Holding

Service = Callable[[Holding, Professional], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`title`, `sentence` and `submit` make the page of confirmation; `done` is said afterwards. `offered`: when the
    act makes sense, from what the holder sees; the service decides again under the patient's lock."""

    title: str
    sentence: str
    submit: str
    done: str
    link: str = ""  # in the list; empty when the act has a place of its own
    makes_known: bool = False  # a role is seen by the representatives
    offered: Callable[[AccessRow], bool]
    service: Service
    journal: str


def unknown_to_parents(holding: Holding, professional: Professional) -> bool:
    return professional.pk in known_to_the_minor_alone(holding.patient)


@transaction.atomic
def _end_treating(holding: Holding, professional: Professional) -> object:
    """Of this doctor and no other: the page may have waited while another took office."""
    lock_patient(holding.patient)
    if not live_roles(holding.patient).filter(professional=professional, confirmed_at__isnull=False).exists():
        return False
    return treating_doctor_end(patient=holding.patient, by=holding.actor, now=holding.now)


def _of_patient(service: Callable[..., object]) -> Service:
    def act(holding: Holding, professional: Professional) -> object:
        return service(patient=holding.patient, professional=professional, by=holding.actor, now=holding.now)

    return act


def _kept_from_parents(service: Callable[..., object]) -> Service:
    """What is done about a professional whom the minor met in confidence alone is confidential too (AR 11.4)."""

    def act(holding: Holding, professional: Professional) -> object:
        confidential = unknown_to_parents(holding, professional)
        return _of_patient(partial(service, confidential=confidential))(holding, professional)

    return act


ACTS: dict[str, Act] = {
    "bloquer": Act(
        link="Bloquer",
        title="Bloquer ce professionnel",
        sentence="Il ne pourra plus consulter le dossier, même en présence du patient. Il pourra encore y déposer des "
        "documents et lire ceux qu’il a déposés.",
        submit="Bloquer",
        done="Professionnel bloqué. Le blocage vaut dès maintenant.",
        offered=lambda row: not row.blocked_at and not row.in_office,
        service=_kept_from_parents(professional_block),
        journal="professional_blocked",
    ),
    "debloquer": Act(
        link="Débloquer",
        title="Débloquer ce professionnel",
        sentence="Il pourra de nouveau demander l’accès au dossier. Il devra le déclarer comme la première fois.",
        submit="Débloquer",
        done="Professionnel débloqué.",
        offered=lambda row: row.blocked_at is not None,
        service=_kept_from_parents(professional_unblock),
        journal="professional_unblocked",
    ),
    "confirmer-medecin-traitant": Act(
        title="Confirmer le médecin traitant",
        sentence="Il lira tous les documents, y compris ceux qui sont masqués aux professionnels, et tout l’historique "
        "des accès. S’il y avait un autre médecin traitant, son rôle prend fin.",
        submit="Confirmer",
        done="Médecin traitant confirmé.",
        offered=lambda row: row.waits,
        service=_of_patient(treating_doctor_confirm),
        journal="treating_doctor_confirmed",
    ),
    "refuser-medecin-traitant": Act(
        title="Refuser cette déclaration",
        sentence="Ce médecin ne devient pas médecin traitant. Il en est informé.",
        submit="Refuser",
        done="Déclaration refusée.",
        offered=lambda row: row.waits,
        service=_of_patient(treating_doctor_refuse),
        journal="treating_doctor_ended",
    ),
    "nommer-medecin-traitant": Act(
        makes_known=True,
        link="Déclarer médecin traitant",
        title="Déclarer le médecin traitant",
        sentence="Il lira tous les documents, y compris ceux qui sont masqués aux professionnels, et tout l’historique "
        "des accès. S’il y avait un autre médecin traitant, son rôle prend fin.",
        submit="Déclarer",
        done="Médecin traitant déclaré.",
        offered=lambda row: row.authorisation is not None and row.may_be_treating and not (row.in_office or row.waits),
        service=_of_patient(treating_doctor_name),
        journal="treating_doctor_confirmed",
    ),
    "fin-medecin-traitant": Act(
        title="Mettre fin au rôle de médecin traitant",
        sentence="Il ne lira plus les documents masqués ni l’historique complet. Son accès ordinaire demeure.",
        submit="Mettre fin au rôle",
        done="Le rôle de médecin traitant a pris fin.",
        offered=lambda row: row.in_office,
        service=_end_treating,
        journal="treating_doctor_ended",
    ),
    "nommer-administrateur": Act(
        makes_known=True,
        link="Nommer administrateur",
        title="Nommer un administrateur du dossier",
        sentence="Il lira les documents masqués aux professionnels, dans les limites de sa profession, et pourra "
        "bloquer un confrère à la demande du patient.",
        submit="Nommer",
        done="Administrateur du dossier nommé.",
        offered=lambda row: row.authorisation is not None and not row.administrator,
        service=_of_patient(administrator_name),
        journal="administrator_named",
    ),
    "fin-administrateur": Act(
        link="Mettre fin au rôle d’administrateur",
        title="Mettre fin au rôle d’administrateur",
        sentence="Il ne lira plus les documents masqués. Son accès ordinaire demeure.",
        submit="Mettre fin au rôle",
        done="Le rôle d’administrateur du dossier a pris fin.",
        offered=lambda row: row.administrator,
        service=_of_patient(administrator_end),
        journal="administrator_ended",
    ),
}

OBSTACLES: dict[Obstacle, str] = {
    Obstacle.TREATING_DOCTOR: "C’est le médecin traitant : mettez d’abord fin à ce rôle, puis bloquez-le.",
    Obstacle.BLOCKED: "Ce professionnel est bloqué : débloquez-le d’abord.",
    Obstacle.NOT_A_DOCTOR: "Seul un médecin, hors médecine du travail, peut être médecin traitant.",
    Obstacle.NOTHING_DECLARED: "Cette déclaration n’est plus en attente.",
}
WOULD_BE_KNOWN = (
    "Vos représentants légaux verraient ce rôle : il ne peut pas être donné à un professionnel que vous n’avez "
    "rencontré que pour des soins confidentiels."
)
NOTHING_CHANGED = "Rien n’a changé : la situation de ce professionnel n’était plus celle que vous aviez sous les yeux."


def circle_of(holding: Holding) -> AccessList:
    """The professionals around this record, as its holder sees them."""
    return access_list(holding.patient, now=holding.now, for_representatives=holding.is_representative)


def with_acts(holding: Holding, rows: list[AccessRow]) -> list[tuple[AccessRow, list[tuple[str, str]]]]:
    """Each row with the names and the words of the acts that make sense about it."""
    secret = known_to_the_minor_alone(holding.patient) if holding.of_minor else frozenset()
    return [
        (
            row,
            [
                (name, act.link)
                for name, act in ACTS.items()
                if act.link and act.offered(row) and not (act.makes_known and row.practice.professional_id in secret)
            ],
        )
        for row in rows
    ]


def perform(act: Act, holding: Holding, row: AccessRow) -> tuple[bool, str]:
    """Whether the act was done, and the sentence that says so. The service owns the effect and its journal line."""
    if act.makes_known and holding.of_minor and unknown_to_parents(holding, row.practice.professional):
        return False, WOULD_BE_KNOWN
    try:
        done = act.service(holding, row.practice.professional)
    except Impossible as impossible:
        return False, OBSTACLES.get(impossible.obstacle, impossible.sentence)
    return (True, act.done) if done else (False, NOTHING_CHANGED)
