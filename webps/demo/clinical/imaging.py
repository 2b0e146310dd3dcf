"""Imaging reports."""

from dataclasses import replace

from webps.demo.clinical.model import AGED, BREAST, CHILD, CHRONIC, MIND, PREGNANCY, Case, Letter, case, s


def _report(title: str, indication: str, technique: str, finding: str, conclusion: str, profile: str = "") -> Case:
    return case(
        title,
        s("Indication", indication),
        s("Technique", technique),
        s("Résultat", finding),
        s("Conclusion", conclusion),
        profile=profile,
    )


REPORT = Letter(
    "18748-4",
    "CR d’imagerie médicale",
    "radio",
    (
        _report(
            "Radiographie du thorax",
            "Toux persistante depuis cinq semaines.",
            "Cliché de face, debout, en inspiration.",
            "Pas de foyer ni d’épanchement. Silhouette cardiaque de taille normale. Coupoles bien limitées.",
            "Radiographie du thorax sans anomalie.",
        ),
        _report(
            "Échographie abdominale",
            "Douleurs de l’hypochondre droit, sans fièvre.",
            "Exploration à jeun, sonde convexe.",
            "Foie homogène, de taille normale. Deux calculs vésiculaires de 6 et 8 mm, paroi fine. Reins normaux.",
            "Lithiase vésiculaire non compliquée.",
        ),
        _report(
            "IRM cérébrale",
            "Céphalées inhabituelles.",
            "Séquences T1, T2, FLAIR, diffusion, sans injection.",
            "Pas de lésion de la diffusion. Quelques hypersignaux de la substance blanche, banals pour l’âge.",
            "Pas d’argument pour une lésion évolutive.",
        ),
        _report(
            "Scanner thoracique",
            "Contrôle d’un nodule de 4 mm connu depuis un an.",
            "Acquisition basse dose, sans injection.",
            "Nodule du lobe moyen inchangé, 4 mm. Pas de nouveau nodule, pas d’adénopathie.",
            "Nodule stable, sans surveillance supplémentaire.",
        ),
        replace(
            _report(
                "Échographie cardiaque transthoracique",
                "Dyspnée d’effort chez {ce_patient} hypertendu{e}.",
                "Étude bidimensionnelle et Doppler.",
                "Ventricule gauche non dilaté, fraction d’éjection à 56 %. Oreillette gauche à 38 mL/m2.",
                "Fonction systolique conservée, trouble de la relaxation.",
                CHRONIC,
            ),
            author="cardio",
        ),
        _report(
            "Radiographies du genou droit",
            "Gonalgie mécanique.",
            "Face en charge, profil, défilé fémoro-patellaire.",
            "Pincement modéré de l’interligne fémoro-tibial interne, ostéophytes débutants.",
            "Gonarthrose interne débutante.",
            CHRONIC,
        ),
        _report(
            "Mammographie et échographie mammaire",
            "Dépistage organisé.",
            "Deux incidences par sein, complément échographique à gauche.",
            "Opacité spiculée de 14 mm du quadrant supéro-externe gauche. Sein droit sans anomalie.",
            "ACR 4 à gauche : prélèvement conseillé. ACR 1 à droite.",
            BREAST,
        ),
        _report(
            "Échographie du deuxième trimestre",
            "Échographie morphologique, 22 semaines d’aménorrhée.",
            "Voie abdominale.",
            "Fœtus unique, vivant. Biométries au 48e percentile. Morphologie sans anomalie visible. Placenta fundique.",
            "Examen morphologique rassurant.",
            PREGNANCY,
        ),
        _report(
            "Échographie de contrôle : saignements minimes",
            "Saignements minimes, 17 semaines d’aménorrhée.",
            "Voie abdominale puis endovaginale.",
            "Fœtus unique, activité cardiaque présente. Col long de 38 mm. Placenta haut, pas de décollement.",
            "Examen rassurant.",
            PREGNANCY,
        ),
        _report(
            "Échographie du premier trimestre",
            "Datation et mesure de la clarté nucale.",
            "Voie abdominale.",
            "Embryon unique, vivant. Longueur cranio-caudale 58 mm, clarté nucale 1,2 mm.",
            "Grossesse évolutive de 12 semaines d’aménorrhée.",
            PREGNANCY,
        ),
        _report(
            "Radiographies du poignet gauche",
            "Chute dans la cour de l’école.",
            "Face et profil.",
            "Fracture en motte de beurre du radius distal, sans déplacement.",
            "Fracture stable, immobilisation de trois semaines.",
            CHILD,
        ),
        _report(
            "IRM cérébrale avant consultation mémoire",
            "Plainte cognitive, ralentissement.",
            "Séquences T1, T2, FLAIR, T2 étoile.",
            "Pas d’atrophie focale. Pas de séquelle vasculaire.",
            "Imagerie normale pour l’âge.",
            MIND,
        ),
        _report(
            "Scanner cérébral sans injection",
            "Chute avec traumatisme crânien.",
            "Acquisition volumique sans injection.",
            "Pas de saignement. Atrophie corticale diffuse, leucopathie vasculaire modérée.",
            "Pas de lésion traumatique récente.",
            AGED,
        ),
    ),
    template="1.2.250.1.213.1.1.1.45",
)
LETTERS = (REPORT,)
