"""Everything but biology: one entry per type of document, written for the demonstration."""

from dataclasses import dataclass

from webps.demo.cda_writer import LOINC, Author, Block, Section, Table

A05 = "1.2.250.1.213.1.1.4.12"
HOSPITAL = ("ETABLISSEMENT", "Etablissement de santé")
TOWN = ("AMBULATOIRE", "Ambulatoire")


@dataclass(frozen=True)
class Letter:
    """What a document of one type says: titles to choose from, and its sections."""

    code: str
    label: str
    author: str
    titles: tuple[str, ...]
    sections: tuple[Section, ...]
    oid: str = LOINC
    template: str = ""
    setting: tuple[str, str] = TOWN
    as_pdf: bool = False


AUTHORS = {
    "gp": Author("Morvan", "Hélène", "", "DR"),
    "cardio": Author("Keller", "Antoine", "", "DR", ("G15_10/SM04", "Médecin - Cardiologie et maladies vasculaires (SM)"), "chu"),
    "er": Author("Samson", "Louise", "", "DR", ("G15_10/SM59", "Médecin - Médecine d’urgence (SM)"), "samu"),
    "ward": Author("Abgrall", "Denis", "", "DR", ("G15_10/SM26", "Médecin - Médecine interne (SM)"), "chu"),
    "surgeon": Author("Ollivier", "Sarah", "", "DR", ("G15_10/SM08", "Médecin - Chirurgie orthopédique (SM)"), "clinique"),
    "radio": Author("Vasseur", "Igor", "", "DR", ("G15_10/SM44", "Médecin - Radio-diagnostic (SM)"), "imagerie"),
    "eye": Author("Jouan", "Mélanie", "", "DR", ("G15_10/SM38", "Médecin - Ophtalmologie (SM)"), "clinique"),
    "psy": Author("Rolland", "Éric", "", "DR", ("G15_10/SM42", "Médecin - Psychiatrie (SM)"), "chu"),
    "path": Author("Simon", "Aude", "", "DR", ("G15_10/SM01", "Médecin - Anatomie et cytologie pathologiques (SM)"), "chu"),
    "ehpad": Author("Lebrun", "Odile", "", "DR", ("G15_10/SM18", "Médecin - Gériatrie (SM)"), "ehpad"),
    "bio": Author("Arnaud", "Claire", "", "", ("G15_21/G", "Pharmacien biologiste"), "labo"),
    "pharma": Author("Costa", "Inès", "", "", ("G15_21/A", "Pharmacien titulaire d’officine"), "officine"),
    "nurse": Author("Diallo", "Mamadou", "", "", ("G15_60", "Infirmier"), "soins"),
    "midwife": Author("Tanguy", "Maëlle", "", "", ("G15_50", "Sage-femme"), "soins"),
    "physio": Author("Bernier", "Julie", "", "", ("G15_70", "Masseur-kinésithérapeute"), "soins"),
    "speech": Author("Fabre", "Nina", "", "", ("G15_91", "Orthophoniste"), "soins"),
    "dentist": Author("Roussel", "Paul", "", "DR", ("G15_40", "Chirurgien-dentiste"), "dentaire"),
    "optician": Author("Gilbert", "Rémi", "", "", ("G15_28", "Opticien-lunetier"), "optique"),
    "social": Author("Benali", "Samia", "", "", ("", "Assistant de service social"), "social"),
    "insurance": Author(structure="social", device="Assurance Maladie"),
    "patient": Author(structure="social", device="Mon espace santé"),
}


def _s(title: str, *blocks: Block) -> Section:
    return Section(title, blocks)


def _drugs(*rows: tuple[str, str, str]) -> Table:
    return Table(("Médicament", "Posologie", "Durée"), rows)


LETTERS = (
    Letter("11488-4", "CR ou fiche de consultation ou de visite", "gp", ("Consultation de suivi", "Consultation : fatigue persistante", "Visite à domicile"), (_s("Motif", "Suivi trimestriel d’une hypertension artérielle."), _s("Examen", "Pression artérielle 134/82 mmHg, pouls régulier à 72 par minute. Auscultation libre."), _s("Conclusion", "Poursuite du traitement. Contrôle biologique avant la prochaine consultation."))),
    Letter("11490-0", "Lettre de liaison à la sortie d’un établissement de soins", "ward", ("Lettre de liaison : pneumopathie", "Lettre de liaison : décompensation cardiaque"), (_s("Motif d’hospitalisation", "Dyspnée fébrile d’apparition progressive."), _s("Synthèse du séjour", "Évolution favorable sous antibiotiques. Apyrexie au troisième jour."), Section("Traitement de sortie", (_drugs(("Amoxicilline 1 g", "1 matin, midi et soir", "5 jours"), ("Paracétamol 1 g", "si douleur", "5 jours")),)), _s("Suites à donner", "Radiographie de contrôle dans quatre semaines."))
        , setting=HOSPITAL, template="1.2.250.1.213.1.1.1.29"),
    Letter("34112-3", "CR hospitalier (séjour)", "ward", ("Compte rendu de séjour en médecine interne",), (_s("Antécédents", ("Hypertension artérielle", "Diabète de type 2", "Appendicectomie dans l’enfance")), _s("Histoire de la maladie", "Altération progressive de l’état général depuis deux mois."), _s("Conclusion", "Bilan rassurant. Retour à domicile avec suivi en ville.")), setting=HOSPITAL),
    Letter("34874-8", "CR opératoire", "surgeon", ("Compte rendu opératoire : prothèse de hanche", "Compte rendu opératoire : méniscectomie"), (_s("Indication", "Coxarthrose évoluée, douloureuse malgré le traitement médical."), _s("Intervention", "Voie antérieure, prothèse sans ciment. Suites immédiates simples."), _s("Consignes", ("Appui autorisé", "Anticoagulation préventive 35 jours", "Consultation à six semaines"))), setting=HOSPITAL),
    Letter("15507-7", "CR de passage aux urgences", "er", ("Passage aux urgences : chute", "Passage aux urgences : douleur thoracique"), (_s("Motif", "Chute de sa hauteur, sans perte de connaissance."), _s("Examens", "Radiographies du poignet : pas de fracture visible."), _s("Devenir", "Retour à domicile, attelle dix jours.")), setting=HOSPITAL),
    Letter("18748-4", "CR d’imagerie médicale", "radio", ("Radiographie du thorax", "Échographie abdominale", "IRM cérébrale", "Scanner thoracique"), (_s("Indication", "Toux persistante chez un ancien fumeur."), _s("Technique", "Acquisition sans puis avec injection de produit de contraste."), _s("Résultat", "Pas d’image nodulaire suspecte. Pas d’épanchement."), _s("Conclusion", "Examen sans anomalie significative.")), template="1.2.250.1.213.1.1.1.45"),
    Letter("60591-5", "Synthèse médicale", "gp", ("Synthèse médicale",), (_s("Allergies et intolérances", ("Pénicilline : urticaire en 2009",)), _s("Pathologies en cours", ("Hypertension artérielle depuis 2011", "Diabète de type 2 depuis 2018")), Section("Traitements au long cours", (_drugs(("Périndopril 5 mg", "1 le matin", "au long cours"), ("Metformine 850 mg", "1 matin et soir", "au long cours")),)), _s("Points de vigilance", "Fonction rénale à contrôler deux fois par an.")), template="1.2.250.1.213.1.1.1.51"),
    Letter("SYNTH", "Synthèse", "gp", ("Synthèse pour le spécialiste",), (_s("Résumé", "Patient suivi au cabinet depuis 2010, bon équilibre tensionnel."), _s("Question posée", "Avis sur la conduite à tenir devant une dyspnée d’effort."),), A05),
    Letter("57833-6", "Prescription de produits de santé", "gp", ("Ordonnance : périndopril, metformine", "Ordonnance : lévothyroxine", "Ordonnance : antalgiques"), (Section("Prescription", (_drugs(("Périndopril 5 mg", "1 comprimé le matin", "3 mois"), ("Metformine 850 mg", "1 comprimé matin et soir", "3 mois"), ("Atorvastatine 20 mg", "1 comprimé le soir", "3 mois")),)),), template="1.2.250.1.213.1.1.1.39"),
    Letter("PRESC-BIO", "Prescription d’actes de biologie médicale", "gp", ("Demande de bilan biologique",), (_s("Examens demandés", ("Hémogramme", "Ionogramme sanguin", "HbA1c", "Bilan lipidique")),), A05),
    Letter("PRESC-KINE", "Prescription d’actes de kinésithérapie", "gp", ("Rééducation du genou : 15 séances",), (_s("Prescription", "Quinze séances de rééducation du genou droit, au cabinet."),), A05),
    Letter("PRESC-INF", "Prescription d’actes infirmiers", "gp", ("Soins infirmiers à domicile",), (_s("Prescription", "Pansement un jour sur deux pendant trois semaines, à domicile."),), A05),
    Letter("55115-0", "Demande d’actes d’imagerie", "gp", ("Demande d’échographie abdominale",), (_s("Examen demandé", "Échographie abdominale."), _s("Renseignements cliniques", "Douleurs de l’hypochondre droit, sans fièvre."))),
    Letter("60593-1", "Dispensation médicamenteuse", "pharma", ("Dispensation : traitement chronique", "Dispensation : antibiotique"), (Section("Produits délivrés", (Table(("Produit", "Quantité", "Lot"), (("Périndopril 5 mg, 30 comprimés", "1", "P2411"), ("Metformine 850 mg, 90 comprimés", "1", "M8830"))),)),), template="1.2.250.1.213.1.1.1.54"),
    Letter("56445-0", "Bilan médicamenteux (Officine)", "pharma", ("Bilan partagé de médication",), (_s("Analyse", "Adhésion satisfaisante. Prise du soir parfois oubliée."), _s("Proposition", "Pilulier hebdomadaire préparé à l’officine."))),
    Letter("11369-6", "Historique des vaccinations", "gp", ("Historique de vaccinations",), (Section("Vaccinations", (Table(("Vaccin", "Date", "Dose", "Lot"), (("Diphtérie, tétanos, poliomyélite", "12/05/2021", "Rappel", "D410"), ("Grippe saisonnière", "18/10/2025", "Annuelle", "G772"), ("Zona recombinant", "03/03/2025", "2e dose", "Z019"))),)),), template="1.2.250.1.213.1.1.1.37"),
    Letter("87273-9", "Note de vaccination", "pharma", ("Vaccination contre la grippe",), (_s("Vaccination", "Vaccin grippal saisonnier administré au bras gauche, bien toléré."),)),
    Letter("REMB", "Données de remboursement", "insurance", ("Historique des remboursements",), (Section("Médicaments", (Table(("Date", "Produit", "Quantité", "Prescripteur"), (("04/11/2026", "Périndopril 5 mg", "1 boîte", "Médecin généraliste"), ("04/11/2026", "Metformine 850 mg", "1 boîte", "Médecin généraliste"), ("12/09/2026", "Amoxicilline 1 g", "2 boîtes", "Médecin généraliste"))),)), Section("Soins et actes", (Table(("Date", "Acte", "Professionnel"), (("21/10/2026", "Consultation", "Médecin généraliste"), ("22/10/2026", "Analyses de biologie", "Laboratoire"), ("02/09/2026", "Radiographie", "Radiologue"))),)), _s("Hospitalisations", "Aucune hospitalisation sur la période.")), A05, template="1.2.250.1.213.1.1.1.36"),
    Letter("18776-5", "Plan personnalisé de soins", "gp", ("Plan personnalisé de soins",), (_s("Objectifs", ("HbA1c inférieure à 7 %", "Marche quotidienne de trente minutes")), _s("Intervenants", "Médecin traitant, infirmier, diététicienne."))),
    Letter("PROT_ALD", "Protocole de soins ALD", "gp", ("Protocole de soins : diabète de type 2",), (_s("Affection", "Diabète de type 2."), _s("Suivi prévu", "HbA1c chaque trimestre, fond d’œil annuel.")), A05),
    Letter("CERT_DECL", "Certificat, déclaration", "gp", ("Certificat médical de non contre-indication au sport",), (_s("Certificat", "L’examen de ce jour ne montre pas de contre-indication à la pratique de la marche nordique."),), A05, as_pdf=True),
    Letter("89601-9", "Certificat médical", "gp", ("Certificat médical initial",), (_s("Constatations", "Contusion de l’épaule gauche, sans limitation des mouvements."),), as_pdf=True),
    Letter("EXPPAT_3", "Directives anticipées", "patient", ("Mes directives anticipées",), (_s("Volontés", "Je souhaite que les traitements qui n’auraient d’autre effet que le maintien artificiel de la vie soient arrêtés."),), A05, as_pdf=True),
    Letter("EXPPAT_1", "Volontés et droits du patient", "patient", ("Personne de confiance",), (_s("Désignation", "Je désigne mon enfant aîné comme personne de confiance."),), A05),
    Letter("DOCPAT05", "CR de biologie déposé par le patient", "patient", ("Ancien bilan sanguin (numérisé)",), (_s("Document", "Bilan de 2019 numérisé par mes soins."),), A05, as_pdf=True),
    Letter("DOCPAT02", "Traitement ou document de soins déposé par le patient", "patient", ("Mon traitement habituel",), (_s("Traitement", ("Périndopril le matin", "Metformine matin et soir")),), A05),
    Letter("28617-9", "Bilan bucco-dentaire", "dentist", ("Bilan bucco-dentaire annuel",), (_s("Examen", "Deux lésions carieuses débutantes, gencives saines."), _s("Plan de traitement", "Deux soins conservateurs, détartrage."))),
    Letter("83836-7", "Schéma dentaire", "dentist", ("Schéma dentaire",), (Section("Dents", (Table(("Dent", "État"), (("16", "Couronne"), ("26", "Composite"), ("36", "Absente"))),)),)),
    Letter("78513-9", "CR de consultation en ophtalmologie", "eye", ("Fond d’œil et réfraction",), (Section("Réfraction", (Table(("Œil", "Sphère", "Cylindre", "Axe", "Acuité"), (("Droit", "-1,25", "-0,50", "95", "10/10"), ("Gauche", "-1,50", "-0,25", "80", "9/10"))),)), _s("Fond d’œil", "Absence de rétinopathie diabétique.")), template="1.2.250.1.213.1.1.1.42"),
    Letter("89233-1", "CR de grossesse", "midwife", ("Suivi de grossesse : 24 semaines",), (_s("Examen", "Hauteur utérine conforme, mouvements actifs perçus."), _s("Conclusion", "Grossesse d’évolution normale."))),
    Letter("57055-6", "Synthèse antepartum", "midwife", ("Synthèse antepartum",), (_s("Grossesse actuelle", "Singleton, céphalique, croissance au 50e percentile."), _s("Projet de naissance", "Péridurale souhaitée.")), template="1.2.250.1.213.1.1.1.12.1"),
    Letter("75496-0", "Demande d’acte de télémédecine", "gp", ("Demande de téléexpertise dermatologique",), (_s("Question", "Lésion pigmentée de l’avant-bras, apparue il y a six mois : avis souhaité."),)),
    Letter("85208-7", "CR de télémédecine", "cardio", ("Téléconsultation de cardiologie",), (_s("Compte rendu", "Dyspnée stable, pas d’œdème. Traitement inchangé."),)),
    Letter("28653-4", "Document du secteur social / médico-social", "social", ("Évaluation sociale",), (_s("Situation", "Vit seul, aidant principal éloigné. Demande d’aide à domicile en cours."),)),
    Letter("83901-9", "Bilan psychologique", "psy", ("Bilan psychologique",), (_s("Conclusion", "Fonctionnement cognitif préservé. Anxiété réactionnelle modérée."),)),
    Letter("68599-0", "Synthèse psychiatrique", "psy", ("Synthèse psychiatrique",), (_s("Synthèse", "Épisode dépressif d’intensité moyenne, en rémission partielle."),), setting=HOSPITAL),
    Letter("11506-3", "CR ou fiche de suivi de soins par auxiliaire médical", "physio", ("Bilan de kinésithérapie", "Suivi de rééducation"), (_s("Bilan", "Flexion du genou à 110 degrés, marche sans aide."), _s("Projet", "Poursuite du renforcement, dix séances."))),
    Letter("96163-1", "Bilan de soins infirmiers", "nurse", ("Bilan de soins infirmiers",), (_s("Autonomie", "Aide partielle à la toilette. Transferts seuls."),)),
    Letter("80565-5", "CR d’administration de médicaments", "nurse", ("Administration : héparine",), (_s("Administration", "Injection sous-cutanée quotidienne, bien tolérée."),)),
    Letter("47420-5", "CR de bilan fonctionnel", "speech", ("Bilan orthophonique",), (_s("Conclusion", "Trouble de l’articulation léger, rééducation conseillée."),)),
    Letter("60568-3", "CR d’anatomie et de cytologie pathologiques", "path", ("Biopsie mammaire : examen anatomopathologique", "Frottis cervical"), (_s("Prélèvement", "Microbiopsie écho-guidée du quadrant supéro-externe gauche."), _s("Conclusion", "Carcinome infiltrant, à présenter en réunion de concertation.")), template="1.2.250.1.213.1.1.1.57"),
    Letter("34794-8", "CR de réunion de concertation pluridisciplinaire", "ward", ("Réunion de concertation : sénologie",), (_s("Proposition", "Chirurgie conservatrice puis radiothérapie, après consultation d’annonce."),), setting=HOSPITAL),
    Letter("74207-2", "Document de liaison d’urgence", "ehpad", ("Dossier de liaison d’urgence",), (_s("Alertes", ("Risque de chute", "Allergie à la pénicilline")), _s("Niveau de soins", "Pas de réanimation, hospitalisation possible.")), template="1.2.250.1.213.1.1.1.24"),
    Letter("34133-9", "Synthèse d’épisode de soins", "cardio", ("Synthèse d’épisode : insuffisance cardiaque",), (_s("Épisode", "Décompensation sur écart de régime, résolutive sous diurétiques."),), setting=HOSPITAL),
    Letter("96349-6", "Lettre d’adressage", "gp", ("Adressage en cardiologie",), (_s("Cher confrère", "Je vous adresse ce patient pour une dyspnée d’effort récente. Merci de votre avis."),), as_pdf=True),
    Letter("ATTEST-DROITS-AM", "Attestation de droits à l’assurance maladie", "insurance", ("Attestation de droits",), (_s("Attestation", "Droits ouverts jusqu’au 31 décembre."),), A05, as_pdf=True),
    Letter("78601-2", "CR d’entretien pharmaceutique", "pharma", ("Entretien pharmaceutique : anticoagulant",), (_s("Entretien", "Signes de saignement connus. Carnet de suivi tenu à jour."),)),
    Letter("68817-6", "Bilan de santé et de prévention de l’enfant", "gp", ("Bilan de santé de l’enfant",), (_s("Examen", "Croissance régulière, audition et vision normales."),)),
    Letter("59283-2", "CR d’examen de l’enfant", "gp", ("Examen de l’enfant : 6 ans",), (_s("Développement", "Langage et motricité conformes à l’âge."),)),
    Letter("DEMO-LOCAL-1", "Fiche locale de l’établissement", "ward", ("Fiche locale de transfert",), (_s("Fiche", "Type propre à l’établissement, inconnu de la nomenclature."),), "1.2.250.1.999.35.9", setting=HOSPITAL),
)
BY_CODE = {letter.code: letter for letter in LETTERS}
