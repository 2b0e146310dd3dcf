"""Care plans, certificates, telemedicine, letters of referral."""

from webps.demo.clinical.model import A05, AGED, CHILD, CHRONIC, Letter, case, s

LETTERS = (
    Letter(
        "18776-5",
        "Plan personnalisé de soins",
        "gp",
        (
            case(
                "Plan personnalisé de soins : diabète et cœur",
                s("Objectifs", ("HbA1c inférieure à 7 %", "Marche quotidienne de trente minutes", "Poids stable")),
                s("Intervenants", "Médecin traitant, infirmier, diététicienne, cardiologue."),
                s("Suites à donner", "Point d’étape le trimestre prochain."),
                profile=CHRONIC,
            ),
            case(
                "Plan personnalisé de soins",
                s("Objectifs", ("Reprise progressive de l’activité", "Sommeil régulier")),
                s("Intervenants", "Médecin traitant, masseur-kinésithérapeute."),
            ),
        ),
    ),
    Letter(
        "PROT_ALD",
        "Protocole de soins ALD",
        "gp",
        (
            case(
                "Protocole de soins : diabète de type 2",
                s("Affection", "Diabète de type 2, diagnostiqué en 2018."),
                s("Suivi prévu", ("HbA1c chaque trimestre", "Fond d’œil annuel", "Examen annuel des pieds")),
            ),
        ),
        A05,
    ),
    Letter(
        "CERT_DECL",
        "Certificat, déclaration",
        "gp",
        (
            case(
                "Certificat de non contre-indication au sport",
                s(
                    "Certificat",
                    "L’examen pratiqué ce jour chez {M} {nom} {prenom}, {age} ans, ne montre pas de contre-indication "
                    "à la pratique de la marche nordique.",
                ),
            ),
            case(
                "Certificat pour l’école de natation",
                s("Certificat", "L’examen de ce jour ne montre pas de contre-indication à la natation de loisir."),
                profile=CHILD,
            ),
        ),
        A05,
        as_pdf=True,
    ),
    Letter(
        "89601-9",
        "Certificat médical",
        "gp",
        (
            case(
                "Certificat médical initial",
                s("Constatations", "Contusion de l’épaule gauche après une chute de vélo, sans limitation durable."),
                s("Conséquences", "Gêne de huit jours, sous réserve de complication."),
            ),
        ),
        as_pdf=True,
    ),
    Letter(
        "75496-0",
        "Demande d’acte de télémédecine",
        "gp",
        (
            case(
                "Demande de téléexpertise dermatologique",
                s("Question", "Lésion pigmentée de l’avant-bras, apparue il y a six mois : avis souhaité."),
                s("Renseignements", "{age} ans. 7 mm, bords irréguliers, deux teintes. Pas d’antécédent de mélanome."),
            ),
        ),
        template="1.2.250.1.213.1.1.1.38",
    ),
    Letter(
        "85208-7",
        "CR de télémédecine",
        "cardio",
        (
            case(
                "Téléconsultation de cardiologie",
                s("Compte rendu", "Dyspnée stable, pas d’œdème, poids du matin {poids} kg. Traitement inchangé."),
                s("Suites à donner", "Consultation au cabinet avec échographie dans six mois."),
                profile=CHRONIC,
            ),
            case(
                "Téléconsultation : renouvellement",
                s("Compte rendu", "Pas de plainte nouvelle. Tension prise à la maison : {pas}/{pad} mmHg."),
            ),
        ),
    ),
    Letter(
        "96349-6",
        "Lettre d’adressage",
        "gp",
        (
            case(
                "Adressage en cardiologie",
                s(
                    "Cher confrère",
                    "Je vous adresse {M} {nom}, {age} ans, pour une dyspnée d’effort récente. Antécédents : "
                    "hypertension, diabète de type 2. Électrocardiogramme joint. Merci de votre avis.",
                ),
            ),
        ),
        as_pdf=True,
    ),
    Letter(
        "80771-9",
        "Projet d’accueil individualisé",
        "gp",
        (
            case(
                "Projet d’accueil individualisé : asthme",
                s("Besoins", "Asthme d’effort léger, bien contrôlé."),
                s("Conduite à tenir", ("Salbutamol : 2 bouffées avec chambre d’inhalation", "Appeler les parents")),
                profile=CHILD,
            ),
        ),
    ),
    Letter(
        "BIL_AUTO",
        "CR de bilan d’évaluation de la perte d’autonomie",
        "ehpad",
        (
            case(
                "Évaluation de la perte d’autonomie",
                s("Évaluation", "Aide pour la toilette et l’habillage, mange seul{e} si le plat est préparé : GIR 3."),
                profile=AGED,
            ),
        ),
        A05,
    ),
)
