"""import_documents: where a file stands among the versions of its set, and from whom it stays hidden."""

import pytest
from django.utils import timezone

from documents.importing import Options, import_file
from documents.models import Document
from tests.documents.conftest import Write
from tests.factories.patients import PatientFactory, SharedRecordFactory

pytestmark = pytest.mark.django_db


def test_a_replacement_by_identifier_or_by_set_makes_the_former_one_old(write: Write) -> None:
    import_file(write("v1", set="lot"), Options())
    import_file(write("v2", set="lot", version=2), Options())
    related = (
        '<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.250.1.999.9" extension="v2"/></parentDocument>'
        "</relatedDocument>"
    )
    import_file(write("v3", set="autre", version=1, related=related), Options())

    found = {d.title: (d.availability, d.replaces and d.replaces.title) for d in Document.objects.all()}
    assert found == {
        "Document v1": ("deprecated", None),
        "Document v2": ("deprecated", "Document v1"),
        "Document v3": ("approved", "Document v2"),
    }


def test_an_old_version_that_comes_late_comes_in_as_old(write: Write) -> None:
    import_file(write("v2", set="lot", version=2), Options())
    import_file(write("v1", set="lot", version=1), Options())

    assert dict(Document.objects.values_list("version_number", "availability")) == {1: "deprecated", 2: "approved"}


def test_a_replacement_whose_parent_is_unknown_or_anothers_replaces_nothing(write: Write) -> None:
    other = PatientFactory(birth_name="Lecoq")
    ids = f'<id root="{other.ins_oid}" extension="{other.matricule}"/>'
    import_file(write("theirs", set="lot", ids=ids), Options())

    assert import_file(write("mine", set="lot", version=2), Options()).outcome == "imported"
    assert Document.objects.get(title="Document theirs").availability == "approved"


def test_a_new_version_of_a_masked_document_is_masked(write: Write) -> None:
    import_file(write("v1", set="lot"), Options())
    Document.objects.update(masked=True, hidden_from_representatives=True)

    import_file(write("v2", set="lot", version=2), Options())

    newest = Document.objects.get(title="Document v2")
    assert (newest.masked, newest.hidden_from_representatives) == (True, True)


def test_a_new_version_of_a_document_awaiting_its_announcement_waits_too(write: Write) -> None:
    import_file(write("v1", set="lot"), Options())
    Document.objects.update(hidden_from_patient_since=timezone.now())

    import_file(write("v2", set="lot", version=2), Options())

    newest = Document.objects.get(title="Document v2")
    assert newest.hidden_from_patient_since
    assert not newest.masked


def test_the_patients_default_masks_a_new_document(write: Write) -> None:
    other = PatientFactory(birth_name="Lecoq", record=None)
    SharedRecordFactory(patient=other, masks_by_default=True)
    ids = f'<id root="{other.ins_oid}" extension="{other.matricule}"/>'

    import_file(write(ids=ids), Options())

    assert Document.objects.get().masked
