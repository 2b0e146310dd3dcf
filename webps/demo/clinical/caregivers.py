"""Nurses, physiotherapists and others; dentists; eyes; pregnancy; psyche; social work; children."""

from webps.demo.cda_spec import Table
from webps.demo.clinical.model import AGED, CARE_HOME, CHILD, CHRONIC, HOSPITAL, Letter, case, s

CARE = (
    Letter(
        "11506-3",
        "CR ou fiche de suivi de soins par auxiliaire médical",
        "physio",
        (
            case(
                "Bilan de kinésithérapie : genou droit",
                s("Bilan", "Flexion à 110 degrés, marche sans aide, douleur à 3 sur 10 dans les escaliers."),
                s("Projet", "Renforcement du quadriceps, travail de l’équilibre, dix séances."),
            ),
            case(
                "Suivi de rééducation : cinquième séance",
                s("Bilan", "Flexion à 118 degrés. Tient quarante secondes sur un pied."),
                s("Projet", "Reprise du vélo à plat. Encore cinq séances."),
            ),
            case(
                "Fin de rééducation",
                s("Bilan", "Flexion à 125 degrés, marche de trente minutes sans douleur."),
                s("Projet", "Exercices seuls à la maison, trois fois par semaine."),
            ),
        ),
    ),
    Letter(
        "34120-6",
        "Bilan par professionnel de santé",
        "podiatrist",
        (
            case(
                "Bilan podologique du pied diabétique",
                s("Examen", "Pouls perçus des deux côtés. Monofilament ressenti sur 9 points sur 10 : grade 1."),
                s("Projet", "Quatre séances de soins par an, conseils de chaussage."),
            ),
        ),
    ),
    Letter(
        "96163-1",
        "Bilan de soins infirmiers",
        "nurse",
        (
            case(
                "Bilan de soins infirmiers",
                s("Autonomie", "Aide partielle à la toilette. Transferts seul{e}, canne à l’extérieur."),
                s("Plan de soins", "Passage matin et soir, pilulier, surveillance du poids et de la tension."),
            ),
        ),
    ),
    Letter(
        "80565-5",
        "CR d’administration de médicaments",
        "nurse",
        (
            case(
                "Administration : énoxaparine",
                s("Administration", "Énoxaparine 4 000 UI sous-cutanée, flanc gauche. {pas}/{pad} mmHg avant le soin."),
            ),
            case(
                "Administration : vitamine B12",
                s("Administration", "Cyanocobalamine 1 mg intramusculaire, bien tolérée."),
            ),
            case(
                "Administration : fer par voie veineuse",
                s("Administration", "Perfusion de 30 min sous surveillance. Saturation {sat} %, {pouls} par minute."),
            ),
        ),
    ),
    Letter(
        "47420-5",
        "CR de bilan fonctionnel",
        "speech",
        (
            case(
                "Bilan orthophonique du langage oral",
                s("Épreuves", "Articulation imprécise de trois phonèmes, compréhension conforme à l’âge."),
                s("Conclusion", "Trouble de l’articulation léger, vingt séances proposées."),
                profile=CHILD,
            ),
            case(
                "Bilan orthophonique de la déglutition",
                s("Épreuves", "Essais à l’eau et à la compote : toux une fois sur cinq avec l’eau."),
                s("Conclusion", "Fausses routes rares aux liquides. Eau gélifiée, posture menton fléchi."),
            ),
        ),
    ),
)

SPECIALISTS = (
    Letter(
        "28617-9",
        "Bilan bucco-dentaire",
        "dentist",
        (
            case(
                "Bilan bucco-dentaire annuel",
                s("Examen", "Deux lésions carieuses débutantes, 24 et 46. Gencives saines."),
                s("Plan de traitement", "Deux soins conservateurs, détartrage."),
            ),
            case(
                "Bilan bucco-dentaire de l’enfant",
                s("Examen", "Denture mixte, pas de carie. Sillons profonds sur les premières molaires."),
                s("Plan de traitement", "Scellement des sillons de 16, 26, 36 et 46."),
                profile=CHILD,
            ),
        ),
    ),
    Letter(
        "83836-7",
        "Schéma dentaire",
        "dentist",
        (
            case(
                "Schéma dentaire",
                s(
                    "Dents",
                    Table(
                        ("Dent", "État"),
                        (("16", "Couronne"), ("26", "Composite"), ("36", "Absente"), ("46", "Lésion débutante")),
                    ),
                ),
            ),
        ),
    ),
    Letter(
        "78513-9",
        "CR de consultation en ophtalmologie",
        "eye",
        (
            case(
                "Fond d’œil et réfraction",
                s(
                    "Réfraction",
                    Table(
                        ("Œil", "Sphère", "Cylindre", "Axe", "Acuité"),
                        (("Droit", "-1,25", "-0,50", "95", "10/10"), ("Gauche", "-1,50", "-0,25", "80", "9/10")),
                    ),
                ),
                s("Fond d’œil", "Absence de rétinopathie diabétique. Cristallins clairs. Tonus à 14 des deux côtés."),
                s("Conclusion", "Contrôle dans un an."),
                profile=CHRONIC,
            ),
            case(
                "Consultation d’ophtalmologie : vision de près",
                s(
                    "Réfraction",
                    Table(
                        ("Œil", "Sphère", "Cylindre", "Axe", "Acuité"),
                        (("Droit", "+0,50", "-0,25", "170", "10/10"), ("Gauche", "+0,50", "0,00", "-", "10/10")),
                    ),
                ),
                s("Conclusion", "Fatigue visuelle sur écran. Verres de confort proposés."),
            ),
        ),
        template="1.2.250.1.213.1.1.1.42",
    ),
    Letter(
        "89233-1",
        "CR de grossesse",
        "midwife",
        (
            case(
                "Suivi de grossesse : 24 semaines",
                s("Examen", "{pas}/{pad} mmHg, {poids} kg. Hauteur utérine 22 cm, mouvements actifs perçus."),
                s("Conclusion", "Grossesse d’évolution normale. Glycémie provoquée à faire."),
            ),
        ),
    ),
    Letter(
        "57055-6",
        "Synthèse antepartum",
        "midwife",
        (
            case(
                "Synthèse antepartum",
                s("Grossesse actuelle", "Singleton, céphalique, croissance au 50e percentile."),
                s("Sérologies", "Toxoplasmose non immune, rubéole immune."),
                s("Projet de naissance", "Péridurale souhaitée, allaitement maternel."),
            ),
        ),
        template="1.2.250.1.213.1.1.1.12.1",
    ),
    Letter(
        "83901-9",
        "Bilan psychologique",
        "psychologist",
        (
            case(
                "Bilan psychologique de l’enfant",
                s("Entretiens", "Deux rencontres, avec puis sans ses parents. Confie des difficultés à l’école."),
                s("Conclusion", "Anxiété de performance. Soutien psychologique, échange avec l’école à prévoir."),
                profile=CHILD,
            ),
            case(
                "Bilan psychologique",
                s("Entretiens", "Trois rencontres, participation active."),
                s("Conclusion", "Fonctionnement cognitif préservé. Anxiété réactionnelle modérée."),
            ),
        ),
    ),
    Letter(
        "68599-0",
        "Synthèse psychiatrique",
        "psy",
        (
            case(
                "Synthèse psychiatrique",
                s("Synthèse", "Épisode dépressif d’intensité moyenne, en rémission partielle après trois mois."),
                s("Suites à donner", "Consultation mensuelle. Numéro du centre de crise remis à {le_patient}."),
            ),
        ),
        setting=HOSPITAL,
    ),
)

SOCIAL_AND_CHILD = (
    Letter(
        "28653-4",
        "Document du secteur social / médico-social",
        "social",
        (
            case(
                "Évaluation sociale",
                s("Situation", "Vit seul{e}, aidant principal éloigné. Logement au deuxième étage sans ascenseur."),
                s("Démarches", ("Aide à domicile demandée", "Dossier d’allocation transmis")),
            ),
        ),
        setting=CARE_HOME,
    ),
    Letter(
        "80788-3",
        "Projet personnalisé d’accompagnement",
        "ehpad",
        (
            case(
                "Projet personnalisé d’accompagnement",
                s("Souhaits", "Participer à la chorale, recevoir sa famille le dimanche."),
                s("Accompagnement", "Repas en petite salle, lever après 9 h, kinésithérapie deux fois par semaine."),
                profile=AGED,
            ),
        ),
        setting=CARE_HOME,
    ),
    Letter(
        "68817-6",
        "Bilan de santé et de prévention de l’enfant",
        "gp",
        (
            case(
                "Bilan de santé de l’enfant",
                s("Examen", "{taille} cm, {poids} kg. Croissance régulière, audition et vision normales."),
                s("Conseils", "Écrans, sommeil et brossage des dents abordés avec l’enfant."),
                profile=CHILD,
            ),
        ),
    ),
    Letter(
        "59283-2",
        "CR d’examen de l’enfant",
        "gp",
        (
            case(
                "Examen de l’enfant : {age} ans",
                s("Développement", "Langage et motricité conformes à l’âge. Lit, fait du vélo."),
                s("Examen", "{pas}/{pad} mmHg, {pouls} par minute. Rachis droit, dents sans carie."),
                profile=CHILD,
            ),
        ),
    ),
)
LETTERS = (*CARE, *SPECIALISTS, *SOCIAL_AND_CHILD)
