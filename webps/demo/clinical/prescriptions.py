"""Prescriptions and requests for acts."""

from webps.demo.clinical.model import A05, AGED, CHILD, CHRONIC, MIND, PREGNANCY, TEEN, Letter, case, drugs, s

DRUGS = Letter(
    "57833-6",
    "Prescription de produits de santé",
    "gp",
    (
        case(
            "Ordonnance : périndopril, metformine, atorvastatine",
            s(
                "Prescription",
                drugs(
                    ("Périndopril 5 mg", "1 comprimé le matin", "3 mois"),
                    ("Metformine 850 mg", "1 comprimé matin et soir", "3 mois"),
                    ("Atorvastatine 20 mg", "1 comprimé le soir", "3 mois"),
                ),
            ),
            profile=CHRONIC,
        ),
        case(
            "Ordonnance : furosémide",
            s("Prescription", drugs(("Furosémide 20 mg", "1 comprimé le matin", "1 mois"))),
            s("Surveillance", "Ionogramme et créatinine dans dix jours."),
            profile=CHRONIC,
        ),
        case(
            "Ordonnance : lecteur et bandelettes",
            s(
                "Prescription",
                drugs(
                    ("Bandelettes de glycémie", "1 mesure par jour", "3 mois"), ("Lancettes", "1 par jour", "3 mois")
                ),
            ),
            profile=CHRONIC,
        ),
        case(
            "Ordonnance : paracétamol pédiatrique",
            s(
                "Prescription",
                drugs(("Paracétamol, suspension buvable", "1 dose-poids toutes les 6 h si fièvre", "3 jours")),
            ),
            s("Poids", "{poids} kg ce jour."),
            profile=CHILD,
        ),
        case(
            "Ordonnance : contraception",
            s(
                "Prescription",
                drugs(("Lévonorgestrel 0,1 mg, éthinylestradiol 0,02 mg", "1 comprimé par jour", "3 mois")),
            ),
            s("Confidentialité", "Consultation à la demande de la patiente, dans le secret à l’égard de ses parents."),
            profile=TEEN,
            author="midwife",
        ),
        case(
            "Ordonnance : fer, bas de compression",
            s(
                "Prescription",
                drugs(
                    ("Fer 80 mg", "1 comprimé par jour, à jeun", "2 mois"),
                    ("Bas de compression de classe 2", "le jour", "2 paires"),
                ),
            ),
            profile=PREGNANCY,
        ),
        case(
            "Ordonnance : spasmes",
            s("Prescription", drugs(("Phloroglucinol 80 mg", "1 comprimé jusqu’à 4 fois par jour", "5 jours"))),
            profile=PREGNANCY,
        ),
        case(
            "Ordonnance : acide folique, doxylamine",
            s(
                "Prescription",
                drugs(
                    ("Acide folique 0,4 mg", "1 comprimé par jour", "jusqu’à 12 semaines"),
                    ("Doxylamine 15 mg", "1 comprimé au coucher si nausées", "10 jours"),
                ),
            ),
            profile=PREGNANCY,
        ),
        case(
            "Ordonnance : sertraline",
            s("Prescription", drugs(("Sertraline 50 mg", "1 comprimé le matin", "1 mois"))),
            s("Conseils", "Effet attendu en deux à trois semaines. Ne pas arrêter brutalement."),
            profile=MIND,
        ),
        case(
            "Ordonnance : amlodipine, vitamine D",
            s(
                "Prescription",
                drugs(
                    ("Amlodipine 5 mg", "1 comprimé le matin", "3 mois"),
                    ("Colécalciférol 100 000 UI", "1 ampoule", "une prise"),
                ),
            ),
            profile=AGED,
        ),
        case(
            "Ordonnance : antalgiques",
            s(
                "Prescription",
                drugs(
                    ("Paracétamol 1 g", "1 comprimé jusqu’à 3 fois par jour", "5 jours"),
                    ("Gel de diclofénac", "1 application 3 fois par jour", "5 jours"),
                ),
            ),
        ),
        case(
            "Ordonnance : lévothyroxine",
            s("Prescription", drugs(("Lévothyroxine 75 µg", "1 comprimé le matin à jeun", "3 mois"))),
            s("Surveillance", "TSH dans huit semaines."),
        ),
        case(
            "Ordonnance : rhinite allergique",
            s(
                "Prescription",
                drugs(
                    ("Cétirizine 10 mg", "1 comprimé le soir", "1 mois"),
                    ("Mométasone nasale", "2 pulvérisations par narine le matin", "1 mois"),
                ),
            ),
        ),
    ),
    template="1.2.250.1.213.1.1.1.39",
    pdf_copy=True,
)

ACTS = (
    Letter(
        "PRESC-BIO",
        "Prescription d’actes de biologie médicale",
        "gp",
        (
            case(
                "Demande de bilan biologique",
                s("Examens demandés", ("Hémogramme", "Ionogramme sanguin", "Créatinine", "HbA1c", "Bilan lipidique")),
                s("Renseignements cliniques", "Suivi de traitement, à jeun depuis douze heures."),
            ),
            case(
                "Demande de bilan de grossesse",
                s("Examens demandés", ("Hémogramme", "Ferritine", "Glycémie à jeun", "Sérologie de la toxoplasmose")),
                s("Renseignements cliniques", "Grossesse en cours, non immunisée contre la toxoplasmose."),
                profile=PREGNANCY,
            ),
        ),
        A05,
    ),
    Letter(
        "PRESC-KINE",
        "Prescription d’actes de kinésithérapie",
        "gp",
        (
            case(
                "Rééducation du genou : 15 séances",
                s("Prescription", "Quinze séances de rééducation du genou droit, au cabinet."),
            ),
        ),
        A05,
    ),
    Letter(
        "PRESC-INF",
        "Prescription d’actes infirmiers",
        "gp",
        (
            case(
                "Soins infirmiers : pansement",
                s("Prescription", "Pansement un jour sur deux pendant trois semaines, à domicile."),
            ),
            case(
                "Soins infirmiers : injections",
                s("Prescription", "Une injection sous-cutanée par jour pendant dix jours, dimanche et fériés compris."),
            ),
            case(
                "Soins infirmiers : surveillance de la glycémie",
                s("Prescription", "Passage matin et soir pendant un mois : glycémie capillaire, aide au pilulier."),
            ),
        ),
        A05,
    ),
    Letter(
        "PRESC-AAT",
        "Prescription arrêt de travail",
        "gp",
        (
            case(
                "Avis d’arrêt de travail",
                s("Prescription", "Arrêt de travail de cinq jours, sorties autorisées."),
            ),
        ),
        A05,
        as_pdf=True,
    ),
    Letter(
        "PRESC-ORTHOPHO",
        "Prescription d’actes d’orthophonie",
        "gp",
        (
            case(
                "Bilan orthophonique avec rééducation si nécessaire",
                s("Prescription", "Bilan orthophonique du langage oral, avec rééducation si nécessaire."),
                profile=CHILD,
            ),
        ),
        A05,
    ),
    Letter(
        "55115-0",
        "Demande d’actes d’imagerie",
        "gp",
        (
            case(
                "Demande d’échographie abdominale",
                s("Examen demandé", "Échographie abdominale."),
                s("Renseignements cliniques", "Douleurs de l’hypochondre droit, sans fièvre. Créatinine normale."),
            ),
        ),
    ),
)
LETTERS = (DRUGS, *ACTS)
