"""Fictitious patients of the demonstration: each one is a situation."""

from dataclasses import dataclass
from datetime import date

from patients.ins import NIR_DEMO_OID, NIR_TEST_OID


def matricule(body: str) -> str:
    """The 13 characters with their key (AR 5.5.3)."""
    number = int(body[:5] + body[5:7].replace("2A", "19").replace("2B", "18") + body[7:])
    return f"{body}{97 - number % 97:02d}"


@dataclass(frozen=True, kw_only=True)
class DemoPatient:
    key: str
    situation: str
    matricule: str
    family: str
    givens: str
    birth: date
    sex: str
    place: tuple[str, str]
    oid: str = NIR_TEST_OID
    used_family: str = ""
    used_given: str = ""
    ins_status: str = "QUAL"
    record: str = "open"  # open, never_activated, closed, none
    treating_doctor: str = ""
    team: tuple[str, ...] = ()
    expired_team: tuple[str, ...] = ()
    expiring_team: tuple[str, ...] = ()  # for ten more days
    declared_doctor: str = ""  # médecin traitant whom the patient has not confirmed
    blocked: tuple[str, ...] = ()
    administrators: tuple[str, ...] = ()
    accepts_emergency: bool = True
    representatives: tuple[tuple[str, str, str], ...] = ()
    account: str = ""  # name that the patient signs in with, and what that shows
    shows: str = ""
    guardian: str = ""  # name that the first representative signs in with, and what that shows
    guardian_shows: str = ""
    contacts: tuple[tuple[str, str, str, str], ...] = ()
    wishes: tuple[tuple[str, str], ...] = ()

    @property
    def first_given(self) -> str:
        return self.givens.split()[0]


_RENNES, _PARIS = ("35238", "Rennes"), ("75114", "Paris 14e")

PATIENTS = (
    DemoPatient(
        key="ouvert",
        situation="Dossier ouvert et fourni : biologie, imagerie, courriers, remboursements",
        matricule=matricule("2520335238104"),
        family="Lemarchand",
        givens="Jeanne Odette",
        birth=date(1952, 3, 14),
        sex="F",
        place=_RENNES,
        treating_doctor="dr.morvan",
        team=("dr.morvan", "pharma.costa", "opt.gilbert", "inf.diallo"),
        contacts=(("trusted", "Lemarchand", "Luc", "Fils"), ("emergency", "Lemarchand", "Luc", "Fils")),
        wishes=(("directives", "Directives anticipées rédigées, confiées au médecin traitant."),),
        account="jeanne.lemarchand",
        shows="Son dossier fourni : qui y a accès, qui l’a lu et quand.",
    ),
    DemoPatient(
        key="valide",
        situation="Identité validée seulement : le téléservice INSi n’a pas répondu",
        matricule=matricule("1680635238117"),
        family="Guichard",
        givens="Bruno",
        birth=date(1968, 6, 2),
        sex="M",
        place=_RENNES,
        ins_status="VALI",
    ),
    DemoPatient(
        key="recupere",
        situation="Identité récupérée seulement : pièce d’identité à contrôler",
        matricule=matricule("2910975114231"),
        family="Ferreira",
        givens="Alice Marie",
        birth=date(1991, 9, 21),
        sex="F",
        place=_PARIS,
        ins_status="RECUP",
    ),
    DemoPatient(
        key="sans_dossier",
        situation="Patient connu, sans dossier",
        matricule=matricule("1751235238042"),
        family="Noblet",
        givens="Sylvain",
        birth=date(1975, 12, 30),
        sex="M",
        place=_RENNES,
        record="none",
    ),
    DemoPatient(
        key="ferme",
        situation="Dossier fermé à la demande du patient",
        matricule=matricule("1430835238088"),
        family="Delaunay",
        givens="Raymond",
        birth=date(1943, 8, 8),
        sex="M",
        place=_RENNES,
        record="closed",
    ),
    DemoPatient(
        key="jamais_active",
        situation="Dossier jamais activé par le patient : lisible selon la matrice",
        matricule=matricule("1830475114109"),
        family="Baptiste",
        givens="Kévin",
        birth=date(1983, 4, 17),
        sex="M",
        place=_PARIS,
        record="never_activated",
    ),
    DemoPatient(
        key="bloque",
        situation="A bloqué la pharmacienne pharma.costa",
        matricule=matricule("2770235238061"),
        family="Hamon",
        givens="Sophie Anne",
        birth=date(1977, 2, 11),
        sex="F",
        place=_RENNES,
        treating_doctor="dr.morvan",
        team=("dr.morvan", "pharma.costa"),
        blocked=("pharma.costa",),
    ),
    DemoPatient(
        key="masque",
        situation="A masqué des documents : le médecin traitant et l’administrateur du dossier les voient",
        matricule=matricule("2640735238075"),
        family="Carpentier",
        givens="Véronique",
        birth=date(1964, 7, 19),
        sex="F",
        place=_RENNES,
        treating_doctor="dr.morvan",
        team=("dr.morvan", "dr.keller", "pharma.costa"),
        administrators=("dr.keller",),
        account="veronique.carpentier",
        shows="Documents qu’elle a masqués ; un administrateur de son dossier.",
    ),
    DemoPatient(
        key="annonce",
        situation="Un résultat attend la consultation d’annonce : non visible par la patiente ; "
        "dr.keller s’est déclaré médecin traitant, à confirmer",
        matricule=matricule("2590535238093"),
        family="Chevalier",
        givens="Martine",
        birth=date(1959, 5, 27),
        sex="F",
        place=_RENNES,
        treating_doctor="dr.morvan",
        team=("dr.morvan", "dr.keller"),
        declared_doctor="dr.keller",
        account="martine.chevalier",
        shows="Ne voit pas le résultat qui attend l’annonce ; une déclaration à confirmer.",
    ),
    DemoPatient(
        key="mineur",
        situation="Enfant de 8 ans, deux représentants légaux, un document caché aux parents",
        matricule=matricule("1180235238050"),
        family="Lemoine",
        givens="Noé",
        birth=date(2018, 2, 6),
        sex="M",
        place=_RENNES,
        treating_doctor="dr.morvan",
        team=("dr.morvan",),
        representatives=(("Lemoine", "Clara", "Mère"), ("Lemoine", "Hugo", "Père")),
    ),
    DemoPatient(
        key="corse",
        situation="Née en Corse : matricule avec 2B",
        matricule=matricule("284052B033025"),
        family="Casanova",
        givens="Livia",
        birth=date(1984, 5, 3),
        sex="F",
        place=("2B033", "Bastia"),
        used_family="Martin",
        team=("pharma.costa",),
    ),
    DemoPatient(
        key="etranger",
        situation="Né à l’étranger",
        matricule=matricule("1700999139012"),
        family="Da Silva",
        givens="João Miguel",
        birth=date(1970, 9, 25),
        sex="M",
        place=("99139", "Portugal"),
        oid=NIR_DEMO_OID,
        account="joao.dasilva",
        shows="Son dossier a été ouvert en urgence : avis, trace et motif.",
    ),
    DemoPatient(
        key="deux_noms",
        situation="Deux noms : nom et prénom utilisés différents de la naissance ; "
        "l’accès de la sage-femme prend fin dans dix jours",
        matricule=matricule("2860135238147"),
        family="Le Goff",
        givens="Marie-Charlotte",
        birth=date(1986, 1, 9),
        sex="F",
        place=_RENNES,
        used_family="Okonkwo",
        used_given="Charlie",
        expiring_team=("sf.tanguy",),
    ),
    DemoPatient(
        key="deux_mille",
        situation="Dossier de 2 000 documents",
        matricule=matricule("1491135238066"),
        family="Bouvier",
        givens="Georges Henri",
        birth=date(1949, 11, 18),
        sex="M",
        place=_RENNES,
        treating_doctor="dr.morvan",
        team=("dr.morvan", "pharma.costa", "inf.diallo"),
        expired_team=("dr.keller",),
    ),
    DemoPatient(
        key="vide",
        situation="Dossier ouvert, vide",
        matricule=matricule("2990835238029"),
        family="Perez",
        givens="Lola",
        birth=date(1999, 8, 14),
        sex="F",
        place=_RENNES,
    ),
    DemoPatient(
        key="ehpad",
        situation="Résidente d’EHPAD, personne de confiance et directives",
        matricule=matricule("2330435238015"),
        family="Thébault",
        givens="Simone",
        birth=date(1933, 4, 1),
        sex="F",
        place=_RENNES,
        treating_doctor="dr.morvan",
        contacts=(("trusted", "Thébault", "Anne", "Fille"),),
        wishes=(("directives", "Pas de réanimation en cas d’arrêt cardiaque."),),
    ),
    DemoPatient(
        key="sans_urgence",
        situation="A refusé l’accès en urgence",
        matricule=matricule("1880675114156"),
        family="Verdier",
        givens="Thomas",
        birth=date(1988, 6, 24),
        sex="M",
        place=_PARIS,
        accepts_emergency=False,
        account="thomas.verdier",
        shows="A refusé le bris de glace ; le centre 15 reste accepté.",
    ),
    DemoPatient(
        key="adolescente",
        situation="Adolescente de 15 ans : soins confidentiels que sa mère ne voit pas",
        matricule=matricule("2110535238072"),
        family="Briand",
        givens="Chloé Marie",
        birth=date(2011, 5, 20),
        sex="F",
        place=_RENNES,
        treating_doctor="dr.morvan",
        team=("dr.morvan",),
        representatives=(("Briand", "Nathalie", "Mère"),),
        account="chloe.briand",
        shows="Ses soins confidentiels : documents, accès et traces que sa mère ne voit pas.",
        guardian="nathalie.briand",
        guardian_shows="Mère de Chloé Briand : le même dossier, sans rien des soins confidentiels.",
    ),
)
