"""Consultations, syntheses, care plans, certificates, telemedicine."""

from webps.demo.cda_spec import Measure, Table
from webps.demo.clinical.model import (
    A05,
    AGED,
    BREAST,
    CHILD,
    CHRONIC,
    MIND,
    PREGNANCY,
    TEEN,
    Letter,
    case,
    drugs,
    measured,
    s,
)

_VITALS = measured(
    "Signes vitaux",
    Measure("8480-6", "Pression artérielle systolique", "{pas}", "mm[Hg]", "90", "140"),
    Measure("8462-4", "Pression artérielle diastolique", "{pad}", "mm[Hg]", "50", "90"),
    Measure("8867-4", "Fréquence cardiaque", "{pouls}", "/min", "50", "100"),
    Measure("29463-7", "Poids", "{poids}", "kg"),
    Measure("8302-2", "Taille", "{taille}", "cm"),
)

CONSULTATION = Letter(
    "11488-4",
    "CR ou fiche de consultation ou de visite",
    "gp",
    (
        case(
            "Consultation de suivi : hypertension et diabète",
            s("Motif", "Renouvellement trimestriel, hypertension artérielle et diabète de type 2."),
            s(
                "Examen clinique",
                "Pression artérielle {pas}/{pad} mmHg, pouls régulier à {pouls} par minute, poids {poids} kg.",
                "Auscultation cardiaque et pulmonaire libre. Pas d’œdème. Pouls pédieux perçus, sensibilité conservée.",
            ),
            s("Conclusion", "Traitement poursuivi. Bilan sanguin avant la prochaine consultation, dans trois mois."),
            profile=CHRONIC,
        ),
        case(
            "Consultation de cardiologie",
            s("Motif", "Dyspnée d’effort récente, adressé{e} par le médecin traitant."),
            s(
                "Examen clinique",
                "{pas}/{pad} mmHg, rythme sinusal à {pouls} par minute. Souffle systolique aortique 2/6, pas de râle.",
                "Électrocardiogramme : axe normal, pas de trouble de la repolarisation.",
            ),
            s("Conclusion", "Rétrécissement aortique modéré. Échographie tous les six mois, traitement inchangé."),
            profile=CHRONIC,
            author="cardio",
        ),
        case(
            "Consultation : essoufflement à l’effort",
            s("Motif", "Essoufflement à la montée de deux étages, depuis six semaines."),
            s(
                "Examen clinique",
                "Pas de douleur thoracique ni de palpitations. {pas}/{pad} mmHg, saturation {sat} % en air ambiant. "
                "Fins crépitants à la base droite, discrets œdèmes des chevilles en fin de journée.",
            ),
            s("Conclusion", "Électrocardiogramme sans changement. NT-proBNP demandé, avis cardiologique."),
            profile=CHRONIC,
        ),
        case(
            "Consultation : douleur du genou droit",
            s("Motif", "Douleur mécanique du genou droit, gênante dans les escaliers."),
            s("Examen clinique", "Genou sec, axe normal, flexion à 120 degrés, douleur de l’interligne interne."),
            s("Conclusion", "Probable gonarthrose débutante. Radiographies de face et de profil, kinésithérapie."),
            profile=CHRONIC,
        ),
        case(
            "Consultation : rhinopharyngite",
            s("Motif", "Fièvre à 38,4 depuis hier soir, nez qui coule, amené par sa mère."),
            s(
                "Examen clinique",
                "{age} ans, {poids} kg. Bon état général. Tympans normaux, gorge rouge sans dépôt, auscultation libre.",
            ),
            s("Conclusion", "Rhinopharyngite. Lavages de nez, paracétamol 15 mg/kg toutes les 6 h si besoin."),
            profile=CHILD,
        ),
        case(
            "Consultation : douleur du genou au volley-ball",
            s("Motif", "Douleur sous la rotule droite après les entraînements, depuis un mois."),
            s("Examen clinique", "{age} ans, {poids} kg. Genou stable et sec, tubérosité tibiale sensible."),
            s("Conclusion", "Maladie d’Osgood-Schlatter. Repos sportif de trois semaines, étirements, glace."),
            profile=TEEN,
        ),
        case(
            "Consultation : crampes et reflux au deuxième trimestre",
            s("Motif", "Crampes nocturnes des mollets, reflux après le dîner."),
            s("Examen clinique", "{pas}/{pad} mmHg, {poids} kg. Mollets souples et indolores, pas d’œdème."),
            s("Conclusion", "Étirements du soir, dîner léger, alginate si besoin. Suivi poursuivi par la sage-femme."),
            profile=PREGNANCY,
        ),
        case(
            "Consultation : rhume pendant la grossesse",
            s("Motif", "Nez bouché depuis trois jours, sans fièvre."),
            s("Examen clinique", "Auscultation libre, tympans normaux, saturation {sat} %."),
            s("Conclusion", "Lavages de nez au sérum physiologique. Pas de vasoconstricteur ni d’anti-inflammatoire."),
            profile=PREGNANCY,
        ),
        case(
            "Consultation : nausées du début de grossesse",
            s("Motif", "Nausées du matin depuis quinze jours, grossesse débutante."),
            s("Examen clinique", "{pas}/{pad} mmHg, {poids} kg. Pas de signe de déshydratation, abdomen souple."),
            s("Conclusion", "Fractionner les repas, doxylamine si besoin. Suivi confié à la sage-femme."),
            profile=PREGNANCY,
        ),
        case(
            "Consultation après la mammographie",
            s("Motif", "Vient avec sa mammographie de dépistage, classée ACR 4 à gauche."),
            s("Examen clinique", "Pas de masse palpée, pas d’adénopathie axillaire."),
            s("Conclusion", "Biopsie sous échographie organisée dans la semaine. {Le_patient} est informé{e}."),
            profile=BREAST,
        ),
        case(
            "Consultation : anxiété et sommeil",
            s("Motif", "Réveils à 4 heures, rumination, arrêt de travail depuis trois semaines."),
            s("Examen clinique", "Contact bon, pas d’idée suicidaire exprimée. Appétit conservé."),
            s("Conclusion", "Suivi rapproché, avis psychiatrique demandé, poursuite de l’arrêt deux semaines."),
            profile=MIND,
        ),
        case(
            "Visite en établissement",
            s("Motif", "Visite mensuelle, équipe soignante inquiète d’une perte d’appétit."),
            s("Examen clinique", "{poids} kg, soit 2 kg de moins en trois mois. {pas}/{pad} mmHg, pas d’escarre."),
            s(
                "Conclusion",
                "Compléments nutritionnels, pesée hebdomadaire, révision des traitements à visée digestive.",
            ),
            profile=AGED,
        ),
        case(
            "Consultation : fatigue persistante",
            s("Motif", "Fatigue depuis deux mois, sans fièvre ni amaigrissement."),
            s("Examen clinique", "{pas}/{pad} mmHg, {pouls} par minute. Pas d’adénopathie, thyroïde non palpée."),
            s("Conclusion", "Bilan : hémogramme, ferritine, TSH, glycémie. Conseils de sommeil."),
        ),
        case(
            "Consultation : lombalgie aiguë",
            s("Motif", "Douleur lombaire après avoir porté un meuble, il y a trois jours."),
            s("Examen clinique", "Contracture paravertébrale, pas de signe de Lasègue, réflexes présents et égaux."),
            s("Conclusion", "Lombalgie commune. Rester actif, antalgiques, chaleur locale. Pas d’imagerie à ce stade."),
        ),
        case(
            "Consultation : bilan de prévention",
            s("Motif", "Bilan de prévention, pas de plainte."),
            s(
                "Examen clinique",
                "{taille} cm, {poids} kg, {pas}/{pad} mmHg. Vaccinations revues, rappel à faire. Peau sans lésion.",
            ),
            s("Conclusion", "Reprise d’une activité physique conseillée, dépistages à jour."),
        ),
    ),
)

VITAL_SIGNS = Letter(
    "29274-8",
    "Mesures de signes vitaux",
    "nurse",
    (case("Mesures de signes vitaux à domicile", _VITALS, s("Conclusion", "Mesures prises au repos, assis{e}.")),),
)

SYNTHESES = (
    Letter(
        "60591-5",
        "Synthèse médicale",
        "gp",
        (
            case(
                "Synthèse médicale",
                s(
                    "Allergies et intolérances",
                    Table(
                        ("Agent responsable", "Réaction", "Sévérité", "Depuis"),
                        (("Pénicilline", "Urticaire", "Modérée", "2009"), ("Iode (contraste)", "Malaise", "", "2016")),
                    ),
                ),
                s(
                    "Pathologies en cours",
                    Table(
                        ("Pathologie", "Depuis"),
                        (
                            ("Hypertension artérielle", "2011"),
                            ("Diabète de type 2", "2018"),
                            ("Insuffisance cardiaque à fraction d’éjection préservée", "2022"),
                        ),
                    ),
                ),
                s("Antécédents", ("Appendicectomie dans l’enfance", "Prothèse totale de hanche gauche")),
                s(
                    "Antécédents familiaux",
                    Table(("Lien de parenté", "Antécédent"), (("Mère", "Accident vasculaire cérébral à 70 ans"),)),
                ),
                s(
                    "Dispositifs implantés",
                    Table(
                        ("Dispositif", "Date d’implantation", "Établissement"),
                        (("Prothèse totale de hanche gauche", "03/2019", "Centre hospitalier des Remparts"),),
                    ),
                ),
                s(
                    "Traitements au long cours",
                    drugs(
                        ("Périndopril 5 mg", "1 le matin", "au long cours"),
                        ("Metformine 850 mg", "1 matin et soir", "au long cours"),
                        ("Atorvastatine 20 mg", "1 le soir", "au long cours"),
                        ("Furosémide 20 mg", "1 le matin", "au long cours"),
                    ),
                ),
                s("Points de vigilance", "Fonction rénale et potassium à contrôler deux fois par an."),
                profile=CHRONIC,
            ),
            case(
                "Synthèse médicale d’entrée en établissement",
                s("Allergies et intolérances", ("Pénicilline : éruption ancienne",)),
                s(
                    "Pathologies en cours",
                    ("Maladie d’Alzheimer à un stade modéré", "Hypertension artérielle", "Ostéoporose fracturaire"),
                ),
                s(
                    "Traitements au long cours",
                    drugs(
                        ("Amlodipine 5 mg", "1 le matin", "au long cours"),
                        ("Colécalciférol 100 000 UI", "1 ampoule par trimestre", "au long cours"),
                        ("Paracétamol 1 g", "matin et soir", "au long cours"),
                    ),
                ),
                s("Points de vigilance", "Chutes répétées, déglutition fragile : textures molles."),
                profile=AGED,
            ),
            case(
                "Synthèse médicale",
                s("Allergies et intolérances", ("Aucune connue",)),
                s("Pathologies en cours", ("Rhinite allergique saisonnière", "Migraine sans aura")),
                s("Traitements au long cours", drugs(("Cétirizine 10 mg", "1 le soir", "d’avril à juin"))),
                s("Points de vigilance", "Pas de dérivé de l’ergot. Vaccination antitétanique à jour."),
            ),
        ),
        template="1.2.250.1.213.1.1.1.51",
    ),
    Letter(
        "SYNTH",
        "Synthèse",
        "gp",
        (
            case(
                "Synthèse pour le cardiologue",
                s("Résumé", "{M} {nom}, {age} ans, suivi{e} au cabinet depuis 2010, bon équilibre tensionnel."),
                s("Question posée", "Avis sur la conduite à tenir devant une dyspnée d’effort d’apparition récente."),
            ),
        ),
        A05,
    ),
    Letter(
        "34133-9",
        "Synthèse d’épisode de soins",
        "cardio",
        (
            case(
                "Synthèse d’épisode : décompensation cardiaque",
                s("Épisode", "Décompensation après un écart de régime, résolutive en quatre jours sous diurétiques."),
                s("Suites à donner", "Pesée quotidienne ; appeler si la prise dépasse 2 kg en trois jours."),
                profile=CHRONIC,
            ),
            case(
                "Synthèse d’épisode : palpitations",
                s("Épisode", "Enregistrement de 24 h : extrasystoles bénignes, pas de trouble du rythme soutenu."),
                s("Suites à donner", "Limiter le café. Pas de traitement. Revoir si malaise."),
            ),
        ),
    ),
)
LETTERS = (CONSULTATION, VITAL_SIGNS, *SYNTHESES)
