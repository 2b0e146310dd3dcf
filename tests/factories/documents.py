"""Documents with their content in storage; states as traits."""

from copy import copy
from datetime import datetime
from hashlib import sha1, sha256
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from access.models import DocumentType
from access.oids import PS_IDNAT_OID
from documents import storage
from documents.cda.statements.results import analysis_key
from documents.cda.values import Code
from documents.importing import let_the_planner_know
from documents.models import Content, Document, DocumentAuthor, Statement, SubmissionSet
from patients.models import Patient
from tests.factories.patients import PatientFactory

CDA = """<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3" extension="{number}"/>
<code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><title>Document {number}</title>
<effectiveTime value="20260301120000+0100"/><recordTarget><patientRole/></recordTarget>
<component><structuredBody><component><section><title>Constat</title>
<text><paragraph>Texte du document {number}</paragraph>
</text></section></component></structuredBody></component></ClinicalDocument>"""


def stored_content(data: bytes, media_type: str = "text/xml") -> Content:
    """Write the bytes where the portal reads them, then their row."""
    key = sha256(data).hexdigest()
    storage.write(key, data)
    content, _ = Content.objects.get_or_create(
        sha256=key,
        defaults={"sha1": sha1(data, usedforsecurity=False).hexdigest(), "size": len(data), "media_type": media_type},
    )
    return content


class SubmissionSetFactory(DjangoModelFactory):
    class Meta:
        model = SubmissionSet

    unique_id = factory.Sequence(lambda n: f"1.2.250.1.999.2.{n}")
    source_id = "1.2.250.1.999"
    patient = factory.SubFactory(PatientFactory)
    submitted_at = factory.LazyFunction(timezone.now)


class DocumentFactory(DjangoModelFactory):
    """A consultation report by default. `type_code` picks the type; `authored_by` adds a trusted author."""

    class Meta:
        model = Document
        skip_postgeneration_save = True

    class Params:
        hidden = factory.Trait(hidden_from_patient_since=factory.LazyFunction(timezone.now))
        deleted = factory.Trait(availability="deleted")

    patient = factory.SubFactory(PatientFactory)
    submission_set = factory.SubFactory(SubmissionSetFactory, patient=factory.SelfAttribute("..patient"))
    unique_id = factory.Sequence(lambda n: f"1.2.250.1.999.1.{n}")
    title = factory.Sequence(lambda n: f"Titre du document {n}")
    type_code = "11488-4"
    document_type = factory.LazyAttribute(lambda o: DocumentType.objects.get(code=o.type_code))
    category = factory.LazyAttribute(lambda o: o.document_type.category)
    type_label = factory.LazyAttribute(lambda o: o.document_type.label)
    format_code = "urn:asipSante:modelesHorsProfils:2011"
    content = factory.Sequence(lambda n: stored_content(CDA.format(number=n).encode()))
    act_on = factory.LazyFunction(lambda: timezone.localdate())
    created_at = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))

    @factory.post_generation
    def authored_by(self, create: bool, idnat: str | None, **kwargs: object) -> None:
        if idnat:
            DocumentAuthor.objects.create(document=self, rank=1, identifier=idnat, identifier_oid=PS_IDNAT_OID)


def many(patient: Patient, count: int) -> None:
    """As many documents, alike but for their identifiers, at the price of one."""
    model = DocumentFactory(patient=patient)
    copies = [copy(model) for _ in range(count - 1)]
    for rank, one in enumerate(copies):
        one.pk, one.unique_id, one.uuid, one.entry_uuid = None, f"copie.{patient.pk}.{rank}", uuid4(), uuid4()
    Document.objects.bulk_create(copies)
    let_the_planner_know()  # autovacuum, which would, sees nothing of an open transaction


class StatementFactory(DjangoModelFactory):
    """One fact of a document; `document` and `kind` are usually given."""

    class Meta:
        model = Statement

    document = factory.SubFactory(DocumentFactory)
    position = factory.Sequence(lambda n: n)
    kind = "allergy"
    label = factory.Sequence(lambda n: f"Substance numéro {n}")
    code = ""
    code_system = ""
    analysis = factory.LazyAttribute(
        lambda o: analysis_key(Code(o.code, o.code_system), None, o.label) if o.kind == "result" else ""
    )


# What each kind of fact needs, so that it is shown.
KINDS = {
    "allergy": {},
    "device": {},
    "problem": {},
    "history": {},
    "family": {},
    "treatment": {},
    "past_treatment": {},
    "pregnancy": {},
    "vaccination": {"started": "12/03/2026"},
    "planned": {"started": "12/03/2027"},
    "stay": {},
    "finding": {},
    "result": {"code": "2823-3", "value": "5,9", "unit": "mmol/L", "interpretation": "H"},
    "reimbursement": {"reimbursed_as": "soins"},
}


def everything_said(document: Document) -> None:
    """A document that has something to say on every page."""
    for kind, more in KINDS.items():
        values: dict[str, Any] = {"label": f"secret-{kind}", "started": "01/02/2026", **more}
        StatementFactory(document=document, kind=kind, **values)
