"""Fictitious professionals of the demonstration, their structures and practices."""

from dataclasses import dataclass, field

from access.columns import G15, R94

KNOW_HOW_OID = "1.2.250.1.213.2.28"
SECTION_OID = "1.2.250.1.71.4.2.6"


@dataclass(frozen=True)
class DemoStructure:
    key: str
    idnat: str
    name: str
    city: str
    sector: str


@dataclass(frozen=True)
class DemoPractice:
    structure: str
    profession: tuple[str, str]
    know_how: str = ""
    role: str = ""
    mode: str = "L"
    function: str = ""
    samu: bool = False
    reviews: bool = False


@dataclass(frozen=True)
class DemoAccount:
    """`shows` says, in French, what signing in with this account lets one see."""

    username: str
    family: str
    given: str
    civility: str
    rpps: str
    practices: tuple[DemoPractice, ...]
    shows: str
    profession: str = field(default="")

    @property
    def reads_duties(self) -> bool:
        """The one account whose first sign-in shows the reminder of duties."""
        return self.username == "dr.keller"

    @property
    def idnat(self) -> str:
        return f"8{self.rpps}"


STRUCTURES = {
    s.key: s
    for s in (
        DemoStructure("cabinet", "4990000001001", "Cabinet médical des Lisières", "Rennes", "SA07"),
        DemoStructure("chu", "1350009991", "Centre hospitalier des Remparts", "Rennes", "SA01"),
        DemoStructure("clinique", "1350009992", "Clinique de la Vilaine", "Redon", "SA04"),
        DemoStructure("samu", "1350009993", "SAMU 35, centre 15", "Rennes", "SA01"),
        DemoStructure("officine", "1350009994", "Pharmacie du Vieux-Pont", "Rennes", "SA33"),
        DemoStructure("labo", "1350009995", "Laboratoire Bio-Armor", "Rennes", "SA25"),
        DemoStructure("imagerie", "1350009996", "Centre d’imagerie du Mail", "Rennes", "SA09"),
        DemoStructure("ehpad", "1350009997", "EHPAD Les Grands Chênes", "Vitré", "SA17"),
        DemoStructure("travail", "1350009998", "Service de santé au travail d’Ille", "Rennes", "SA08"),
        DemoStructure("soins", "4990000001002", "Cabinet de soins du Canal", "Rennes", "SA08"),
        DemoStructure("optique", "3990000000011", "Optique Sainte-Anne", "Rennes", "SA42"),
        DemoStructure("audition", "3990000000012", "Audition de l’Ouest", "Rennes", "SA42"),
        DemoStructure("dentaire", "4990000001003", "Cabinet dentaire du Thabor", "Rennes", "SA08"),
        DemoStructure("sdis", "1350009990", "Service de santé des pompiers d’Ille", "Rennes", ""),
        DemoStructure("social", "1350009999", "Dispositif d’appui à la coordination", "Rennes", "SA16"),
    )
}


def rpps(number: int) -> str:
    """11 digits beginning with 99, with the Luhn digit of the RPPS."""
    body = f"99900{number:05d}"
    total = 0
    for rank, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if rank % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def _account(
    number: int, username: str, family: str, given: str, civility: str, shows: str, *practices: DemoPractice
) -> DemoAccount:
    return DemoAccount(username, family, given, civility, rpps(number), practices, shows)


def _practice(structure: str, code: str, **details: object) -> DemoPractice:
    return DemoPractice(structure, (code, G15), **details)  # type: ignore[arg-type]


ACCOUNTS = (
    _account(
        1,
        "dr.morvan",
        "Morvan",
        "Hélène",
        "MME",
        "Médecin traitante : lit aussi les documents masqués de ses patients.",
        _practice("cabinet", "10", know_how="SM53"),
    ),
    _account(
        2,
        "dr.keller",
        "Keller",
        "Antoine",
        "M",
        "Cardiologue à deux activités (hôpital, clinique) : choisit son activité à la connexion ; "
        "à la première, lit le rappel des obligations ; à l’hôpital, examine les accès en urgence de la structure.",
        _practice("chu", "10", know_how="SM04", mode="S", reviews=True),
        _practice("clinique", "10", know_how="SM04"),
    ),
    _account(
        3,
        "dr.samson",
        "Samson",
        "Louise",
        "MME",
        "Régulatrice du SAMU : régulation médicale (centre 15) sans motif, et accès en urgence.",
        _practice("samu", "10", know_how="SM59", mode="S", samu=True),
    ),
    _account(
        4,
        "dr.perrin",
        "Perrin",
        "Marc",
        "M",
        "Médecin du travail : accord exprès demandé, et aucun type de document ouvert.",
        _practice("travail", "10", know_how="SM25", mode="S"),
    ),
    _account(
        5,
        "dr.lebrun",
        "Lebrun",
        "Odile",
        "MME",
        "Médecin coordonnatrice d’EHPAD : accord du résident demandé.",
        _practice("ehpad", "10", know_how="SM18", mode="S", function="ehpad_coordinator"),
    ),
    _account(
        6,
        "pharma.costa",
        "Costa",
        "Inès",
        "MME",
        "Pharmacienne d’officine : 78 types, dont l’historique des remboursements ; bloquée par un patient.",
        _practice("officine", "21"),
    ),
    _account(
        7,
        "prep.nguyen",
        "Nguyen",
        "Théo",
        "M",
        "Préparateur : compte et traces à son nom, mêmes types que la pharmacienne.",
        _practice("officine", "39", mode="S"),
    ),
    _account(
        8,
        "bio.arnaud",
        "Arnaud",
        "Claire",
        "MME",
        "Pharmacienne biologiste.",
        _practice("labo", "21", know_how="G"),
    ),
    _account(
        9,
        "dent.roussel",
        "Roussel",
        "Paul",
        "M",
        "Chirurgien-dentiste : 74 types.",
        _practice("dentaire", "40"),
    ),
    _account(
        10,
        "sf.tanguy",
        "Tanguy",
        "Maëlle",
        "MME",
        "Sage-femme : lit les comptes rendus de grossesse, que l’infirmier ne voit pas ; "
        "ouvre une session de soins confidentiels pour une mineure.",
        _practice("soins", "50"),
    ),
    _account(
        11,
        "inf.diallo",
        "Diallo",
        "Mamadou",
        "M",
        "Infirmier : 78 types.",
        _practice("soins", "60"),
    ),
    _account(
        12,
        "kine.bernier",
        "Bernier",
        "Julie",
        "MME",
        "Masseuse-kinésithérapeute : 76 types.",
        _practice("soins", "70"),
    ),
    _account(
        13,
        "podo.leroux",
        "Leroux",
        "Yann",
        "M",
        "Pédicure-podologue : 70 types.",
        _practice("soins", "80"),
    ),
    _account(
        14,
        "ortho.fabre",
        "Fabre",
        "Nina",
        "MME",
        "Orthophoniste : 61 types.",
        _practice("soins", "91"),
    ),
    _account(
        15,
        "diet.marchal",
        "Marchal",
        "Zoé",
        "MME",
        "Diététicienne : 49 types.",
        _practice("chu", "95", mode="S"),
    ),
    _account(
        16,
        "opt.gilbert",
        "Gilbert",
        "Rémi",
        "M",
        "Opticien : 12 types, aucune trace des remboursements.",
        _practice("optique", "28"),
    ),
    _account(
        17,
        "audio.prigent",
        "Prigent",
        "Lou",
        "MME",
        "Audioprothésiste : 19 types.",
        _practice("audition", "26"),
    ),
    _account(
        18,
        "manip.rault",
        "Rault",
        "Gaël",
        "M",
        "Manipulateur d’électroradiologie : 38 types.",
        _practice("imagerie", "98", mode="S"),
    ),
    _account(
        19,
        "soc.benali",
        "Benali",
        "Samia",
        "MME",
        "Assistante de service social : 9 types.",
        DemoPractice("social", ("41", R94), mode="S"),
    ),
    _account(
        20,
        "as.picard",
        "Picard",
        "Lina",
        "MME",
        "Aide-soignante : sa profession n’a pas de colonne, aucun type ne s’ouvre.",
        _practice("ehpad", "35", mode="S"),
    ),
    _account(
        21,
        "dr.guerin",
        "Guérin",
        "Éric",
        "M",
        "Médecin de sapeurs-pompiers : accord exprès demandé à chaque consultation.",
        _practice("sdis", "10", know_how="SM59", mode="B", function="firefighter"),
    ),
    _account(
        22,
        "dr.aubry",
        "Aubry",
        "Sarah",
        "MME",
        "Urgentiste de l’hôpital : accès en urgence (bris de glace), que dr.keller examine ensuite.",
        _practice("chu", "10", know_how="SM59", mode="S"),
    ),
)
ADMINISTRATOR = "admin"
ADMINISTRATOR_SHOWS = "Administrateur : Django admin (professionnels, habilitations, journal), aucun contenu clinique."
PASSWORD = "lisiere-demonstration-2026"  # noqa: S105  (fictitious accounts of a demonstration, shown on its screen)
