"""What people read about a decision: one table for all reasons (PS section 6). French, with vous."""

from dataclasses import dataclass
from datetime import date

from access.rules import PER_CONSULTATION, Basis, Condition, Mode, Reason, State, Verdict


@dataclass(frozen=True, slots=True)
class Wording:
    title: str
    sentence: str
    next_step: str


WORDING: dict[Reason, Wording] = {
    Reason.OPEN: Wording(
        "Le dossier peut être ouvert", "Les cinq conditions d’accès sont remplies.", "Ouvrez le dossier."
    ),
    Reason.DEPOSIT_ALLOWED: Wording(
        "Le dépôt est possible", "Le patient a un dossier ouvert et une identité qualifiée.", "Déposez le document."
    ),
    Reason.AUTH_REQUIRED: Wording(
        "Connexion nécessaire", "Identifiez-vous pour continuer.", "Connectez-vous avec vos deux facteurs."
    ),
    Reason.PROFILE_REQUIRED: Wording(
        "Choisissez votre activité",
        "Vos droits dépendent de l’activité exercée.",
        "Choisissez l’activité de cette session.",
    ),
    Reason.PURPOSE_FORBIDDEN: Wording(
        "Accès impossible", "Le dossier ne peut être ouvert que pour soigner le patient.", "Revenez à l’accueil."
    ),
    Reason.INS_NOT_QUALIFIED: Wording(
        "Identité à qualifier",
        "L’identité doit être qualifiée avant tout accès.",
        "Terminez la qualification dans votre logiciel, puis recommencez la recherche.",
    ),
    Reason.INS_OID_REFUSED: Wording(
        "Matricule refusé",
        "Ce matricule n’est pas admis dans cet environnement.",
        "Vérifiez qu’il ne s’agit pas d’une identité de test, puis recommencez la recherche.",
    ),
    Reason.DMP_NONE: Wording(
        "Aucun dossier consultable ne correspond à ce matricule",
        "Vérifiez le matricule. Le patient peut aussi ne pas avoir de dossier : "
        "le portail ne permet pas d’en créer un.",
        "Recommencez la recherche, ou demandez au patient s’il a un dossier.",
    ),
    Reason.DMP_CLOSED: Wording(
        "Ce dossier est fermé",
        "Il n’est plus possible de le consulter ni d’y déposer.",
        "Le patient peut en demander la réouverture depuis Mon espace santé.",
    ),
    Reason.PRO_BLOCKED: Wording(
        "Vous n’avez pas accès à ce dossier",
        "Le patient n’autorise pas votre accès. Son accord oral ne suffit pas.",
        "Lui seul peut le rétablir, depuis Mon espace santé.",
    ),
    Reason.CONSENT_MISSING: Wording(
        "Accès à déclarer",
        "Indiquez à quel titre vous ouvrez ce dossier.",
        "Déclarez votre accès, puis ouvrez le dossier.",
    ),
    Reason.CONSENT_EXPIRED: Wording(
        "Accès échu", "Votre accès a pris fin.", "Renouvelez votre déclaration, puis ouvrez le dossier."
    ),
    Reason.EXPRESS_CONSENT_MISSING: Wording(
        "Accord exprès nécessaire",
        "Votre fonction exige l’accord exprès du patient.",
        "Recueillez cet accord, certifiez-le, puis ouvrez le dossier.",
    ),
    Reason.BTG_OPPOSED: Wording(
        "Accès en urgence refusé",
        "Le patient s’est opposé à l’accès en urgence. Le dossier ne peut pas être ouvert.",
        "Appelez ses proches ou l’établissement d’origine.",
    ),
    Reason.BTG_REASON_MISSING: Wording(
        "Motif à compléter", "Décrivez le motif en au moins 10 caractères.", "Complétez le motif, puis recommencez."
    ),
    Reason.SAMU_NOT_ENTITLED: Wording(
        "Réservé à la régulation médicale",
        "Votre identification ne porte pas ce droit.",
        "Utilisez l’accès en urgence si la situation l’exige.",
    ),
    Reason.SAMU_OPPOSED: Wording(
        "Accès de régulation refusé",
        "Le patient s’est opposé à l’accès de la régulation médicale.",
        "Appelez ses proches ou l’établissement d’origine.",
    ),
    Reason.SECRET_NOT_MINOR: Wording(
        "Réservé aux patients mineurs",
        "La session de soins confidentiels ne concerne que les mineurs.",
        "Ouvrez le dossier en mode normal.",
    ),
    Reason.DOC_NOT_FOUND: Wording(
        "Cette page est introuvable",
        "Elle n’existe pas, n’existe plus ou ne vous est pas ouverte.",
        "Revenez à la liste des documents.",
    ),
    Reason.NOT_AUTHOR: Wording(
        "Action réservée à l’auteur",
        "Seul l’auteur du document peut le remplacer ou le supprimer.",
        "Adressez-vous à l’auteur du document.",
    ),
    Reason.FLAGS_INCOMPATIBLE: Wording(
        "Visibilité impossible",
        "Un document ne peut pas être à la fois masqué aux professionnels et non visible par le patient.",
        "Retirez l’une des deux restrictions.",
    ),
    Reason.DOC_ALREADY_REPLACED: Wording(
        "Ce document a déjà été remplacé",
        "Une version plus récente existe.",
        "Ouvrez la version actuelle avant de recommencer.",
    ),
    Reason.JOURNAL_UNAVAILABLE: Wording(
        "Service momentanément indisponible",
        "L’accès ne peut pas être tracé, il est donc refusé.",
        "Réessayez dans un instant.",
    ),
}

CONDITION_NAMES = {
    Condition.AVAILABILITY: "Disponibilité du dossier",
    Condition.IDENTITY: "Identité nationale de santé",
    Condition.CONSENT: "Consentement du patient",
    Condition.AUTHENTICATION: "Authentification",
    Condition.HABILITATION: "Habilitation",
}

_CONDITION_SENTENCES = {
    (Condition.AVAILABILITY, State.MET): "Le dossier existe et il est ouvert.",
    (Condition.AVAILABILITY, State.NOT_CHECKED): "N’est vérifiée qu’une fois l’identité qualifiée.",
    (Condition.IDENTITY, State.MET): "L’identité est qualifiée.",
    (Condition.IDENTITY, State.NOT_CHECKED): "N’a pas pu être vérifiée.",
    (Condition.IDENTITY, State.NOT_MET): "Ce matricule n’est pas admis dans cet environnement.",
    (Condition.CONSENT, State.MET): "Le patient est informé et ne s’est pas opposé, ou il a donné son accord.",
    (Condition.CONSENT, State.NOT_MET): "Le consentement manque, est échu ou est refusé.",
    (Condition.CONSENT, State.NOT_CHECKED): "Sera demandé à l’ouverture.",
    (Condition.AUTHENTICATION, State.MET): "Vos deux facteurs ont été vérifiés.",
    (Condition.AUTHENTICATION, State.NOT_MET): "Connectez-vous avec deux facteurs et choisissez une activité.",
    (Condition.HABILITATION, State.NOT_MET): "Votre profession n’ouvre aucun type de document.",
    (Condition.HABILITATION, State.NOT_CHECKED): "Dépend de l’activité que vous aurez choisie.",
}

# What is missing from an identity, by its status (AR 5.3; edge cases 11 and 12).
INS_STEPS = {
    "PROV": "Interrogez le téléservice INSi et contrôlez une pièce d’identité.",
    "RECUP": "Le téléservice INSi a répondu ; contrôlez une pièce d’identité de confiance.",
    "VALI": "La pièce d’identité a été contrôlée ; interrogez le téléservice INSi.",
}
INS_STATES = {
    "PROV": "Identité provisoire : ni téléservice INSi, ni pièce d’identité contrôlée.",
    "RECUP": "Identité récupérée : aucune pièce d’identité n’a encore été contrôlée.",
    "VALI": "Identité validée : le téléservice INSi n’a pas encore répondu.",
}

DECLARATIONS = {
    Basis.TEAM: (
        "Je fais partie de l’équipe de soins de ce patient.",
        "Le patient est informé de la consultation de son dossier et ne s’y est pas opposé.",
    ),
    Basis.EXPLICIT: (
        "Je ne fais pas partie de son équipe de soins.",
        "Il m’a donné son accord exprès pour cette consultation.",
    ),
    Basis.EXPRESS_WORK: (
        "J’agis comme médecin du travail.",
        "Le travailleur m’a donné son accord exprès, après que je l’ai informé qu’il peut restreindre l’accès "
        "à son dossier.",
    ),
    Basis.EXPRESS_FIRE: (
        "J’agis comme médecin de sapeurs-pompiers.",
        "La personne m’a donné son accord exprès. Si elle ne peut pas exprimer sa volonté, l’accès en urgence "
        "est le seul possible.",
    ),
    Basis.EHPAD: (
        "J’agis comme médecin coordonnateur de l’EHPAD.",
        "Le résident m’a donné son accord pour la durée de son séjour.",
    ),
}


def duration_sentence(required: Basis | None, until: date) -> str:
    """How long the access will be worth, in sight before it is declared (PS S07). `until`: end of a team's access."""
    if required is Basis.EHPAD:
        return "Votre accès vaudra tant que le résident séjourne dans l’établissement."
    if required in PER_CONSULTATION:
        return "Votre accès vaudra pour cette consultation seulement."
    return (
        f"Membre de l’équipe de soins, votre accès vaudra jusqu’au {until:%d/%m/%Y} ; "
        "sinon, pour cette consultation seulement."
    )


BASIS_WORDS = {
    Basis.TEAM: "Équipe de soins",
    Basis.EXPLICIT: "Accord exprès",
    Basis.EXPRESS_WORK: "Accord exprès (travail)",
    Basis.EXPRESS_FIRE: "Accord exprès (sapeurs-pompiers)",
    Basis.EHPAD: "Accord du résident",
}

MODE_WORDS = {Mode.BRIS_DE_GLACE: "Accès en urgence", Mode.CENTRE_15: "Régulation médicale"}
# PS S08: what may be chosen beside the free text.
EMERGENCY_REASONS = {
    "unconscious": "Personne inconsciente",
    "confused": "Confusion ou troubles de la conscience",
    "distress": "Détresse vitale",
    "other": "Autre",
}


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One line of the DICAH checklist."""

    letter: str
    name: str
    sentence: str
    state: State

    @property
    def css(self) -> str:
        return {State.MET: "met", State.NOT_MET: "not-met", State.NOT_CHECKED: "not-checked"}[self.state]

    @property
    def word(self) -> str:
        return self.state.value.capitalize()


def checklist(verdict: Verdict) -> list[ConditionLine]:
    """The five conditions in words, the failing one first (AR 16.2)."""
    lines = [
        ConditionLine(condition.value, CONDITION_NAMES[condition], _sentence(condition, state, verdict), state)
        for condition, state in verdict.conditions.items()
    ]
    failing = [line for line in lines if line.state is State.NOT_MET and line.letter != Condition.HABILITATION]
    return failing + [line for line in lines if line not in failing]


def _sentence(condition: Condition, state: State, verdict: Verdict) -> str:
    if condition is Condition.HABILITATION and state is State.MET:
        return f"Votre profession ouvre {verdict.open_types} types de documents."
    if condition is Condition.IDENTITY and verdict.ins_status:
        return INS_STATES[verdict.ins_status]
    if condition is Condition.AVAILABILITY and state is State.NOT_MET:
        if verdict.closed_on:
            return f"Le dossier a été fermé le {verdict.closed_on:%d/%m/%Y}."
        return "Aucun dossier consultable ne correspond."
    return _CONDITION_SENTENCES[condition, state]


def next_step(verdict: Verdict) -> str:
    """What to do next: the missing step of the identity when that is what fails."""
    return INS_STEPS.get(verdict.ins_status or "", WORDING[verdict.reason].next_step)
