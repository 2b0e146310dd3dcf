"""What is said before and after each change that a professional makes about accesses and roles (PS S27)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """`certificate` is the box to tick, when there is one."""

    title: str
    sentences: tuple[str, ...]
    submit: str
    done: str
    certificate: str = ""


ACTS = {
    "renew": Act(
        "Renouveler mon accès",
        (
            "Le patient est informé de la consultation de son dossier et ne s’y est pas opposé.",
            "Votre accès vaudra de nouveau pour toute sa durée, à compter d’aujourd’hui.",
        ),
        "Renouveler mon accès",
        "Votre accès est renouvelé.",
    ),
    "declare": Act(
        "Me déclarer médecin traitant",
        (
            "Le patient et son médecin traitant actuel sont avertis de votre déclaration. "
            "Elle prend effet quand le patient la confirme, depuis son espace.",
            "Ce rôle ouvre les documents masqués aux autres professionnels et l’historique complet des accès. "
            "Il met fin à celui du médecin traitant actuel.",
        ),
        "Déclarer être médecin traitant",
        "Déclaration enregistrée. Le patient en est averti.",
        "Je certifie que le patient m’a choisi comme médecin traitant.",
    ),
    "resign": Act(
        "Ne plus être médecin traitant",
        (
            "Vous ne verrez plus les documents masqués ni les accès des autres professionnels. "
            "Le patient en est averti.",
            "Votre accès au dossier comme membre de l’équipe de soins ne change pas.",
        ),
        "Mettre fin à ce rôle",
        "Vous n’êtes plus médecin traitant de ce patient. Il en est averti.",
    ),
    "block": Act(
        "Bloquer un professionnel",
        (
            "Ce professionnel ne pourra plus consulter le dossier, même en votre présence. Il pourra encore déposer.",
            "Il sera averti que son accès a pris fin. Seul le patient, ou vous à sa demande, pourra lever ce blocage.",
        ),
        "Bloquer ce professionnel",
        "Professionnel bloqué. Il pourra encore déposer.",
        "Je certifie que le patient me demande ce blocage.",
    ),
    "unblock": Act(
        "Lever un blocage",
        (
            "Ce professionnel pourra de nouveau demander à consulter le dossier. "
            "Il devra recueillir encore l’accord du patient : son ancien accès n’est pas rétabli.",
        ),
        "Lever le blocage",
        "Blocage levé. Le professionnel devra redemander l’accord du patient.",
        "Je certifie que le patient me demande de lever ce blocage.",
    ),
}
