"""What patients deposit themselves, and administrative papers."""

from webps.demo.clinical.model import A05, AGED, INSURANCE, PATIENT, Letter, case, drugs, s

LETTERS = (
    Letter(
        "EXPPAT_3",
        "Directives anticipées",
        "patient",
        (
            case(
                "Mes directives anticipées",
                s(
                    "Volontés",
                    "Je souhaite que les traitements qui n’auraient d’autre effet que le maintien artificiel de la vie "
                    "soient arrêtés. Je demande que ma douleur soit soulagée.",
                ),
            ),
        ),
        A05,
        setting=PATIENT,
        as_pdf=True,
    ),
    Letter(
        "EXPPAT_1",
        "Volontés et droits du patient",
        "patient",
        (
            case(
                "Ma personne de confiance",
                s("Désignation", "Je désigne mon enfant aîné comme personne de confiance. Il en est informé."),
            ),
        ),
        A05,
        setting=PATIENT,
    ),
    Letter(
        "DOCPAT05",
        "CR de biologie déposé par le patient",
        "patient",
        (case("Ancien bilan sanguin (numérisé)", s("Document", "Bilan de {year[7]}, numérisé par mes soins.")),),
        A05,
        setting=PATIENT,
        as_pdf=True,
    ),
    Letter(
        "DOCPAT02",
        "Traitement ou document de soins déposé par le patient",
        "patient",
        (case("Mon traitement habituel", s("Traitement", ("Périndopril le matin", "Metformine matin et soir"))),),
        A05,
        setting=PATIENT,
    ),
    Letter(
        "DOCPAT08",
        "Profil médical Mon espace santé",
        "patient",
        (
            case(
                "Mon profil médical",
                s("Allergies et intolérances", ("Pénicilline",)),
                s("Traitements au long cours", drugs(("Celui de mon ordonnance", "tous les jours", "-"))),
                s("Mode de vie", "Non-fumeur. Marche et jardinage."),
            ),
        ),
        A05,
        setting=PATIENT,
    ),
    Letter(
        "74465-6",
        "Questionnaire patient",
        "patient",
        (case("Questionnaire avant l’intervention", s("Réponses", ("Prothèse dentaire : non", "Tabac : non"))),),
        setting=PATIENT,
    ),
    Letter(
        "ATTEST-DROITS-AM",
        "Attestation de droits à l’assurance maladie",
        "insurance",
        (case("Attestation de droits", s("Attestation", "Droits ouverts à la date du {ago[0]}.")),),
        A05,
        setting=INSURANCE,
        as_pdf=True,
    ),
    Letter(
        "56446-8",
        "Notification de rendez-vous",
        "cardio",
        (
            case(
                "Rendez-vous de cardiologie", s("Rendez-vous", "Consultation avec échographie. Apporter l’ordonnance.")
            ),
        ),
    ),
    Letter(
        "51851-4",
        "Document administratif",
        "ehpad",
        (case("Contrat de séjour", s("Document", "Contrat de séjour signé avec {le_patient}."), profile=AGED),),
        as_pdf=True,
    ),
)
