"""What one deposit lets a professional choose from, and what it proposes first."""

from datetime import date
from typing import Any

from access.depositing import colleagues_of, deposit_types
from access.models import Practice
from documents.deposit.forms import NO, YES, Offer
from documents.deposit.selectors import care_settings, recent_types
from documents.models import DepositDraft

# Where one acts, by the sector of the structure (TRE_R02): a proposal, which may be changed.
_HOSPITALS = frozenset({"SA01", "SA02", "SA03", "SA04"})
_SOCIAL = frozenset({"SA16", "SA17", "SA18", "SA20", "SA21"})


def offer_of(draft: DepositDraft, practice: Practice, *, today: date) -> Offer:
    return Offer(
        today=today,
        birth_date=draft.patient.birth_date,
        types=list(deposit_types(practice)),
        recent=recent_types(practice.professional_id),
        authors=colleagues_of(practice),
        settings=care_settings(),
        is_minor=draft.patient.is_minor_on(today),
        confidential=draft.confidential,
        replaces=draft.replaces_id is not None,
        received=list(draft.files.values_list("media_type", flat=True)) if draft.values else [],
    )


def first_values(draft: DepositDraft, offer: Offer, *, type_code: str) -> dict[str, Any]:
    """Today, oneself, where one acts, seen by all: or what the replaced document says."""
    sector = draft.practice.structure.sector_code
    place = "ETABLISSEMENT" if sector in _HOSPITALS else "ESSMS" if sector in _SOCIAL else "AMBULATOIRE"
    found: dict[str, Any] = {
        "date_acte": f"{offer.today:%d/%m/%Y}",
        "cadre": "SAMU_SMUR" if draft.practice.samu_entitled else place,
        "auteur": str(draft.practice.uuid),
        "type": next((k.pk for k in offer.types if k.code == type_code), None),
        "masque": NO,
        "patient": "tout_de_suite",
        "representants": YES,
    }
    former = draft.replaces
    if former:
        stop = former.act_stop
        found |= {
            "type": former.document_type_id,
            "titre": former.title[:128],
            "date_acte": f"{former.act_on:%d/%m/%Y}",
            "fin_acte": f"{stop:%d/%m/%Y}" if stop else "",
            "commentaire": former.comments,
            "cadre": former.practice_setting_code or found["cadre"],
            "masque": YES if former.masked else NO,
            "patient": "annonce" if former.hidden_from_patient_since else "tout_de_suite",
            "representants": NO if former.hidden_from_representatives else YES,
        }
    return found
