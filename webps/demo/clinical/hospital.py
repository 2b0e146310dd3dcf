"""Hospital: letters, stays, operations, emergency visits, multidisciplinary meetings, pathology."""

from webps.demo.clinical.model import (
    AGED,
    BREAST,
    CARE_HOME,
    CHRONIC,
    HOSPITAL,
    Letter,
    case,
    drugs,
    s,
)

DISCHARGE = Letter(
    "11490-0",
    "Lettre de liaison à la sortie d’un établissement de soins",
    "ward",
    (
        case(
            "Lettre de liaison : pneumopathie",
            s("Motif d’hospitalisation", "Dyspnée fébrile d’apparition progressive."),
            s(
                "Synthèse du séjour",
                "Foyer de la base droite. Évolution favorable sous céfotaxime puis relais oral par lévofloxacine, "
                "choisie en raison de l’allergie à la pénicilline. Apyrexie au troisième jour.",
            ),
            s(
                "Traitement de sortie",
                drugs(("Lévofloxacine 500 mg", "1 par jour", "4 jours"), ("Paracétamol 1 g", "si douleur", "5 jours")),
            ),
            s("Suites à donner", "Radiographie de contrôle dans six semaines."),
            nights=5,
        ),
        case(
            "Lettre de liaison : colique néphrétique",
            s("Motif d’hospitalisation", "Douleur lombaire intense, calcul de 5 mm de l’uretère droit."),
            s("Synthèse du séjour", "Douleur contrôlée en douze heures, calcul éliminé et adressé pour analyse."),
            s("Traitement de sortie", drugs(("Paracétamol 1 g", "si douleur", "5 jours"))),
            s("Suites à donner", "Boire deux litres par jour. Échographie rénale dans un mois."),
            nights=1,
        ),
        case(
            "Lettre de liaison : cure de hernie en ambulatoire",
            s("Motif d’hospitalisation", "Hernie inguinale droite, gênante à l’effort."),
            s("Synthèse du séjour", "Intervention simple, sortie le soir même, plaie propre."),
            s("Traitement de sortie", drugs(("Paracétamol 1 g", "3 fois par jour", "4 jours"))),
            s("Suites à donner", ("Pas de port de charge pendant trois semaines", "Consultation à un mois")),
        ),
        case(
            "Lettre de liaison : décompensation cardiaque",
            s("Motif d’hospitalisation", "Œdèmes et orthopnée, prise de 5 kg en dix jours."),
            s(
                "Synthèse du séjour",
                "Diurétiques par voie veineuse pendant 48 h. Fraction d’éjection à 55 %. Poids de sortie {poids} kg, "
                "tension {pas}/{pad} mmHg.",
            ),
            s(
                "Traitement de sortie",
                drugs(
                    ("Furosémide 40 mg", "1 le matin", "1 mois, à réévaluer"),
                    ("Périndopril 5 mg", "1 le matin", "au long cours"),
                ),
            ),
            s("Suites à donner", ("Ionogramme à une semaine", "Consultation de cardiologie à un mois")),
            nights=6,
            profile=CHRONIC,
        ),
        case(
            "Lettre de liaison : fracture du poignet",
            s("Motif d’hospitalisation", "Chute dans la chambre, fracture du radius droit non déplacée."),
            s("Synthèse du séjour", "Immobilisation par manchette plâtrée. Pas de confusion pendant le séjour."),
            s("Traitement de sortie", drugs(("Paracétamol 1 g", "3 fois par jour", "10 jours"))),
            s("Suites à donner", "Contrôle radiographique à dix jours. Bilan de chute à faire en établissement."),
            nights=2,
            profile=AGED,
        ),
    ),
    template="1.2.250.1.213.1.1.1.29",
    setting=HOSPITAL,
    pdf_copy=True,
)

STAYS = (
    Letter(
        "34112-3",
        "CR hospitalier (séjour)",
        "ward",
        (
            case(
                "Compte rendu de séjour en médecine interne",
                s("Antécédents", ("Hypertension artérielle", "Diabète de type 2", "Appendicectomie dans l’enfance")),
                s("Histoire de la maladie", "Altération progressive de l’état général depuis deux mois."),
                s("Examen", "{poids} kg, {pas}/{pad} mmHg. Pas d’adénopathie. Foie et rate non palpés."),
                s("Conclusion", "Bilan rassurant : carence en fer corrigée. Retour à domicile avec suivi en ville."),
                nights=8,
            ),
        ),
        setting=HOSPITAL,
    ),
    Letter(
        "34874-8",
        "CR opératoire",
        "surgeon",
        (
            case(
                "Compte rendu opératoire : prothèse de hanche",
                s("Indication", "Coxarthrose évoluée, douloureuse malgré le traitement médical."),
                s("Intervention", "Voie antérieure, prothèse sans ciment. Durée 65 min. Suites immédiates simples."),
                s("Consignes", ("Appui autorisé", "Anticoagulation préventive 35 jours", "Consultation à 6 semaines")),
            ),
        ),
        setting=HOSPITAL,
    ),
    Letter(
        "34749-2",
        "CR de consultation pré-anesthésique",
        "anaesthetist",
        (
            case(
                "Consultation pré-anesthésique",
                s("Intervention prévue", "Prothèse totale de hanche."),
                s("Examen", "ASA 2. Mallampati 2, ouverture de bouche normale. {pas}/{pad} mmHg, {poids} kg."),
                s("Conclusion", "Rachianesthésie acceptée. Arrêt de la metformine la veille. Jeûne expliqué."),
            ),
        ),
        setting=HOSPITAL,
    ),
    Letter(
        "77436-4",
        "CR d’anesthésie",
        "anaesthetist",
        (
            case(
                "Compte rendu d’anesthésie",
                s("Anesthésie", "Rachianesthésie L3-L4, une ponction. Stabilité hémodynamique pendant l’intervention."),
                s("Salle de réveil", "Levée du bloc en trois heures, douleur à 2 sur 10."),
            ),
        ),
        setting=HOSPITAL,
    ),
    Letter(
        "101881-1",
        "Carte d’implant",
        "surgeon",
        (
            case(
                "Carte d’implant : prothèse de hanche",
                s("Implant", "Tige sans ciment taille 11, cotyle 50 mm, gauche."),
            ),
        ),
        setting=HOSPITAL,
        as_pdf=True,
    ),
    Letter(
        "15507-7",
        "CR de passage aux urgences",
        "er",
        (
            case(
                "Passage aux urgences : chute",
                s("Motif", "Chute de sa hauteur, sans perte de connaissance."),
                s("Examens", "Radiographies du poignet : pas de fracture visible. Examen neurologique normal."),
                s("Devenir", "Retour à domicile, attelle dix jours."),
            ),
            case(
                "Passage aux urgences : douleur thoracique",
                s("Motif", "Douleur thoracique depuis deux heures, cédant au repos."),
                s(
                    "Examens",
                    "Deux électrocardiogrammes et deux dosages de troponine à 3 h d’intervalle, sans anomalie.",
                ),
                s("Devenir", "Sortie. Consultation de cardiologie sous dix jours."),
            ),
            case(
                "Passage aux urgences : confusion fébrile",
                s("Motif", "Adressé{e} par l’établissement pour confusion et fièvre à 38,9."),
                s("Examens", "Bandelette urinaire positive, scanner cérébral sans lésion récente. Saturation {sat} %."),
                s("Devenir", "Hospitalisation courte, antibiothérapie adaptée."),
                profile=AGED,
            ),
        ),
        setting=HOSPITAL,
    ),
    Letter(
        "60280-5",
        "Fiche de retour du service des urgences",
        "er",
        (
            case(
                "Retour des urgences vers l’établissement",
                s("Résumé", "Plaie du cuir chevelu suturée, 4 points. Pas de signe de gravité."),
                s("Consignes", ("Surveillance 48 h", "Ablation des fils à 8 jours")),
            ),
        ),
        setting=HOSPITAL,
    ),
)

DECISIONS = (
    Letter(
        "60568-3",
        "CR d’anatomie et de cytologie pathologiques",
        "path",
        (
            case(
                "Polypectomie du côlon : examen anatomopathologique",
                s("Prélèvement", "Polype du sigmoïde, 8 mm, adressé en un fragment."),
                s("Examen microscopique", "Adénome tubuleux en dysplasie de bas grade. Exérèse complète."),
                s("Conclusion", "Adénome de bas grade, sans signe de malignité."),
            ),
            case(
                "Biopsie mammaire : examen anatomopathologique",
                s("Prélèvement", "Microbiopsies sous échographie, quadrant supéro-externe du sein gauche."),
                s("Examen microscopique", "Prolifération infiltrante de grade 2. Récepteurs hormonaux exprimés."),
                s("Conclusion", "Carcinome infiltrant, à présenter en réunion de concertation."),
                profile=BREAST,
            ),
        ),
        template="1.2.250.1.213.1.1.1.57",
        setting=HOSPITAL,
    ),
    Letter(
        "34794-8",
        "CR de réunion de concertation pluridisciplinaire",
        "ward",
        (
            case(
                "Réunion de concertation : sénologie",
                s("Résumé", "{age} ans, carcinome infiltrant du sein gauche de 14 mm, ganglions non suspects."),
                s("Proposition", "Chirurgie conservatrice puis radiothérapie, après la consultation d’annonce."),
                profile=BREAST,
            ),
            case(
                "Réunion de concertation : valve aortique",
                s("Résumé", "Rétrécissement aortique moyennement serré, {age} ans, autonome."),
                s("Proposition", "Surveillance échographique à six mois, pas d’intervention à ce stade."),
            ),
        ),
        setting=HOSPITAL,
    ),
    Letter(
        "74207-2",
        "Document de liaison d’urgence",
        "ehpad",
        (
            case(
                "Dossier de liaison d’urgence",
                s("Alertes", ("Risque de chute", "Allergie à la pénicilline", "Fausses routes : textures molles")),
                s("Niveau de soins", "Pas de réanimation, hospitalisation possible."),
                s("Personne à prévenir", "La fille de {le_patient}, jour et nuit."),
            ),
        ),
        template="1.2.250.1.213.1.1.1.24",
        setting=CARE_HOME,
    ),
    Letter(
        "DEMO-LOCAL-1",
        "Fiche locale de l’établissement",
        "ward",
        (
            case(
                "Fiche locale de transfert",
                s("Fiche", "Type de document propre à l’établissement, inconnu de la nomenclature."),
            ),
        ),
        "1.2.250.1.999.35.9",
        setting=HOSPITAL,
    ),
)
LETTERS = (DISCHARGE, *STAYS, *DECISIONS)
