"""Dispensations, pharmaceutical reviews, vaccinations, and what the insurance reimbursed."""

from webps.demo.cda_spec import Table
from webps.demo.clinical.model import A05, CHILD, CHRONIC, INSURANCE, PREGNANCY, Case, Letter, case, s

_DISPENSED = ("Produit", "Quantité", "Lot")
_VACCINES = ("Vaccin", "Date", "Dose", "Lot")


def _dispensed(title: str, *rows: tuple[str, str, str], profile: str = "") -> Case:
    return case(title, s("Produits délivrés", Table(_DISPENSED, rows)), profile=profile)


PHARMACY = (
    Letter(
        "60593-1",
        "Dispensation médicamenteuse",
        "pharma",
        (
            _dispensed(
                "Dispensation : traitement chronique",
                ("Périndopril 5 mg, 30 comprimés", "1", "P2411"),
                ("Metformine 850 mg, 90 comprimés", "1", "M8830"),
                ("Atorvastatine 20 mg, 28 comprimés", "1", "A1172"),
                profile=CHRONIC,
            ),
            _dispensed("Dispensation : furosémide", ("Furosémide 20 mg, 30 comprimés", "1", "F0467"), profile=CHRONIC),
            _dispensed(
                "Dispensation : antalgiques",
                ("Paracétamol 1 g, 8 comprimés", "2", "D5519"),
                ("Gel de diclofénac, tube de 100 g", "1", "V3004"),
            ),
            _dispensed("Dispensation : lévothyroxine", ("Lévothyroxine 75 µg, 30 comprimés", "3", "L7720")),
            _dispensed(
                "Dispensation : rhinite allergique",
                ("Cétirizine 10 mg, 15 comprimés", "2", "C2093"),
                ("Mométasone nasale, 140 doses", "1", "N6615"),
            ),
            _dispensed(
                "Dispensation : fer, bas de compression",
                ("Fer 80 mg, 30 comprimés", "2", "E9051"),
                ("Bas de compression de classe 2, paire", "2", "W0112"),
                profile=PREGNANCY,
            ),
            _dispensed(
                "Dispensation : spasmes", ("Phloroglucinol 80 mg, 20 comprimés", "1", "H3378"), profile=PREGNANCY
            ),
            _dispensed(
                "Dispensation : acide folique, doxylamine",
                ("Acide folique 0,4 mg, 30 comprimés", "2", "B1408"),
                ("Doxylamine 15 mg, 10 comprimés", "1", "K2261"),
                profile=PREGNANCY,
            ),
        ),
        template="1.2.250.1.213.1.1.1.54",
    ),
    Letter(
        "56445-0",
        "Bilan médicamenteux (Officine)",
        "pharma",
        (
            case(
                "Bilan partagé de médication",
                s("Analyse", "Adhésion satisfaisante. Prise du soir parfois oubliée. Pas d’automédication à risque."),
                s("Proposition", "Pilulier hebdomadaire préparé à l’officine."),
            ),
        ),
    ),
    Letter(
        "78601-2",
        "CR d’entretien pharmaceutique",
        "pharma",
        (
            case(
                "Entretien pharmaceutique : diabète",
                s(
                    "Entretien",
                    "Signes d’hypoglycémie connus. Carnet de suivi tenu à jour, technique de mesure correcte.",
                ),
            ),
        ),
    ),
    Letter(
        "61357-0",
        "Intervention pharmaceutique",
        "pharma",
        (
            case(
                "Intervention pharmaceutique : interaction",
                s("Problème", "Anti-inflammatoire demandé au comptoir, avec périndopril et furosémide."),
                s("Proposition", "Non délivré ; paracétamol proposé, médecin traitant prévenu."),
            ),
        ),
    ),
    Letter(
        "96173-0",
        "Test rapide d’orientation diagnostique",
        "pharma",
        (
            case(
                "Test rapide : angine",
                s("Résultat", "Test du streptocoque A négatif. Pas d’antibiotique."),
            ),
        ),
    ),
)

VACCINES = (
    Letter(
        "11369-6",
        "Historique des vaccinations",
        "gp",
        (
            case(
                "Historique de vaccinations",
                s(
                    "Vaccinations",
                    Table(
                        _VACCINES,
                        (
                            ("Diphtérie, tétanos, poliomyélite, coqueluche", "{ago[1640]}", "Rappel", "D410"),
                            ("Zona, recombinant", "{ago[640]}", "1re dose", "Z014"),
                            ("Zona, recombinant", "{ago[560]}", "2e dose", "Z019"),
                            ("Grippe saisonnière", "{ago[402]}", "Annuelle", "G772"),
                        ),
                    ),
                ),
                s(
                    "Vaccinations à prévoir",
                    Table(
                        ("Vaccin", "Commentaire"),
                        (
                            ("Grippe saisonnière", "chaque automne"),
                            ("Pneumocoque conjugué", "dès que possible, une dose"),
                        ),
                    ),
                ),
            ),
            case(
                "Carnet de vaccination de l’enfant",
                s(
                    "Vaccinations",
                    Table(
                        _VACCINES,
                        (
                            ("Hexavalent", "{born[11]}", "3e dose", "H208"),
                            ("Pneumocoque conjugué", "{born[11]}", "3e dose", "K553"),
                            ("Rougeole, oreillons, rubéole", "{born[12]}", "1re dose", "R917"),
                            ("Rougeole, oreillons, rubéole", "{born[17]}", "2e dose", "R943"),
                            ("Diphtérie, tétanos, poliomyélite, coqueluche", "{born[74]}", "Rappel", "D388"),
                        ),
                    ),
                ),
                profile=CHILD,
            ),
        ),
        template="1.2.250.1.213.1.1.1.37",
    ),
    Letter(
        "87273-9",
        "Note de vaccination",
        "pharma",
        (
            case(
                "Vaccination contre la grippe",
                s("Vaccination", "Vaccin grippal saisonnier administré au bras gauche, lot G8{pouls}, bien toléré."),
            ),
            case(
                "Vaccination contre la Covid-19",
                s("Vaccination", "Dose de rappel administrée au bras droit, lot C4{pouls}. Surveillance 15 min."),
            ),
            case(
                "Vaccination : rappel diphtérie, tétanos, poliomyélite",
                s("Vaccination", "Rappel administré au bras gauche, lot D5{pouls}. Prochain rappel dans dix ans."),
            ),
            case(
                "Vaccination contre la coqueluche pendant la grossesse",
                s("Vaccination", "Dose administrée au bras gauche, lot Q3{pouls}, 24 semaines d’aménorrhée."),
                profile=PREGNANCY,
            ),
        ),
    ),
)

_MEDICINES = ("Date", "Produit", "Quantité", "Prescripteur")
_ACTS = ("Date", "Acte", "Professionnel")
REIMBURSEMENTS = Letter(
    "REMB",
    "Données de remboursement",
    "insurance",
    (
        case(
            "Historique des remboursements",
            s(
                "Médicaments",
                Table(
                    _MEDICINES,
                    (
                        ("{ago[9]}", "Périndopril 5 mg", "1 boîte", "Médecin généraliste"),
                        ("{ago[9]}", "Metformine 850 mg", "1 boîte", "Médecin généraliste"),
                        ("{ago[9]}", "Atorvastatine 20 mg", "1 boîte", "Médecin généraliste"),
                        ("{ago[40]}", "Furosémide 20 mg", "1 boîte", "Cardiologue"),
                        ("{ago[71]}", "Paracétamol 1 g", "2 boîtes", "Médecin généraliste"),
                    ),
                ),
            ),
            s(
                "Soins et actes",
                Table(
                    _ACTS,
                    (
                        ("{ago[10]}", "Consultation", "Médecin généraliste"),
                        ("{ago[12]}", "Analyses de biologie", "Laboratoire"),
                        ("{ago[41]}", "Échographie cardiaque", "Cardiologue"),
                        ("{ago[83]}", "Radiographie", "Radiologue"),
                        ("{ago[120]}", "Fond d’œil", "Ophtalmologue"),
                    ),
                ),
            ),
            s("Dispositifs", Table(_ACTS, (("{ago[30]}", "Bandelettes de glycémie", "Pharmacien"),))),
            s("Hospitalisations", Table(("Entrée", "Sortie", "Établissement"), (("{ago[212]}", "{ago[207]}", "CHU"),))),
            profile=CHRONIC,
        ),
        case(
            "Historique des remboursements",
            s(
                "Médicaments",
                Table(
                    _MEDICINES,
                    (
                        ("{ago[16]}", "Paracétamol 1 g", "1 boîte", "Médecin généraliste"),
                        ("{ago[95]}", "Cétirizine 10 mg", "2 boîtes", "Médecin généraliste"),
                    ),
                ),
            ),
            s(
                "Soins et actes",
                Table(
                    _ACTS,
                    (
                        ("{ago[17]}", "Consultation", "Médecin généraliste"),
                        ("{ago[64]}", "Détartrage", "Chirurgien-dentiste"),
                        ("{ago[130]}", "Analyses de biologie", "Laboratoire"),
                    ),
                ),
            ),
            s("Hospitalisations", "Aucune hospitalisation sur la période."),
        ),
        case(
            "Historique des remboursements",
            s(
                "Soins et actes",
                Table(
                    _ACTS,
                    (
                        ("{ago[22]}", "Consultation de l’enfant", "Médecin généraliste"),
                        ("{ago[58]}", "Séance d’orthophonie", "Orthophoniste"),
                        ("{ago[65]}", "Séance d’orthophonie", "Orthophoniste"),
                    ),
                ),
            ),
            s("Hospitalisations", "Aucune hospitalisation sur la période."),
            profile=CHILD,
        ),
    ),
    A05,
    template="1.2.250.1.213.1.1.1.36",
    setting=INSURANCE,
)
LETTERS = (*PHARMACY, *VACCINES, REIMBURSEMENTS)
