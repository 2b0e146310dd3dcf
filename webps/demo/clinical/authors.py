"""Who signs the documents. Those who bear the family name of an account get its national identifier."""

from webps.demo.cda_spec import Author

R94_OID = "1.2.250.1.213.1.6.1.4"
R95_OID = "1.2.250.1.213.1.6.1.109"


def _doctor(family: str, given: str, know_how: str, label: str, structure: str) -> Author:
    return Author(family, given, "", "DR", (f"G15_10/{know_how}", f"Médecin - {label} (SM)"), structure)


AUTHORS = {
    "gp": Author("Morvan", "Hélène", "", "DR"),
    "cardio": _doctor("Keller", "Antoine", "SM04", "Cardiologie et maladies vasculaires", "chu"),
    "er": _doctor("Samson", "Louise", "SM59", "Médecine d’urgence", "samu"),
    "ward": _doctor("Abgrall", "Denis", "SM27", "Médecine interne", "chu"),
    "surgeon": _doctor("Ollivier", "Sarah", "SM08", "Chirurgie orthopédique et Traumatologie", "clinique"),
    "anaesthetist": _doctor("Bellec", "Vincent", "SM02", "Anesthésie-réanimation", "clinique"),
    "radio": _doctor("Vasseur", "Igor", "SM44", "Radio-diagnostic", "imagerie"),
    "eye": _doctor("Jouan", "Mélanie", "SM38", "Ophtalmologie", "clinique"),
    "psy": _doctor("Rolland", "Éric", "SM42", "Psychiatrie", "chu"),
    "path": _doctor("Simon", "Aude", "SM01", "Anatomie et Cytologie pathologiques", "chu"),
    "ehpad": _doctor("Lebrun", "Odile", "SM18", "Gériatrie", "ehpad"),
    "bio": Author("Arnaud", "Claire", "", "", ("G15_21/G", "Pharmacien biologiste"), "labo"),
    "bio_town": Author("Lagadec", "Goulven", "", "", ("G15_21/G", "Pharmacien biologiste"), "labo_ville"),
    "bio_ward": Author("Pichon", "Laure", "", "", ("G15_21/G", "Pharmacien biologiste"), "chu"),
    "pharma": Author("Costa", "Inès", "", "", ("G15_21/A", "Pharmacien titulaire d’officine"), "officine"),
    "nurse": Author("Diallo", "Mamadou", "", "", ("G15_60", "Infirmier"), "soins"),
    "midwife": Author("Tanguy", "Maëlle", "", "", ("G15_50", "Sage-Femme"), "soins"),
    "physio": Author("Bernier", "Julie", "", "", ("G15_70", "Masseur-Kinésithérapeute"), "soins"),
    "podiatrist": Author("Leroux", "Yann", "", "", ("G15_80", "Pédicure-Podologue"), "soins"),
    "speech": Author("Fabre", "Nina", "", "", ("G15_91", "Orthophoniste"), "soins"),
    "dentist": Author("Roussel", "Paul", "", "DR", ("G15_40", "Chirurgien-Dentiste"), "dentaire"),
    "optician": Author("Gilbert", "Rémi", "", "", ("G15_28", "Opticien-Lunetier"), "optique"),
    "social": Author("Benali", "Samia", "", "", ("41", "Assistant de service social"), "social", specialty_oid=R94_OID),
    "psychologist": Author("Castel", "Irène", "", "", ("93", "Psychologue"), "chu", specialty_oid=R95_OID),
    "insurance": Author(structure="amo", device="Assurance Maladie"),
    "patient": Author(structure="patient", is_patient=True),
}
