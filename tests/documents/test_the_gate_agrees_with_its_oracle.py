"""The SQL rule and its plain Python twin give one answer, over generated professionals, patients and documents."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.models import DocumentType, Practice
from access.oids import PS_IDNAT_OID, STRUCT_IDNAT_OID
from access.reader import AuthorOfDeposits, Holder, OpenedRecord, Reader, Representative
from access.rules import Basis, Mode
from documents.decision import GRANTING, Decision
from documents.models import Document, DocumentAuthor
from tests.documents.oracle import Facts, decide
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory

TYPES = ("11488-4", "REMB", "11502-2", "68599-0", "100967-9")


@pytest.fixture
def world(db: None) -> list[Document]:
    """Every combination that counts, for two patients, two professionals and two structures: 2 × 5 × 6 × 5 = 300."""
    return _world()


PRACTICES: list[Practice] = []
PATIENTS: list[int] = []


def _world() -> list[Document]:
    practices = [PracticeFactory(doctor=True), PracticeFactory(optician=True)]
    PRACTICES[:] = practices
    patients = [PatientFactory(), PatientFactory()]
    PATIENTS[:] = [p.pk for p in patients]
    states: list[dict[str, object]] = [
        {},
        {"masked": True},
        {"hidden_from_patient_since": timezone.now()},
        {"hidden_from_representatives": True},
        {"availability": "deleted"},
        {"availability": "archived", "masked": True},
    ]
    origins: list[Callable[[], dict[str, object]]] = [
        dict,
        lambda: {"depositor": practices[0].professional},
        lambda: {"depositor": practices[1].professional, "depositing_structure": practices[0].structure},
        lambda: {"depositing_structure": practices[0].structure},
        lambda: {"authored_by": practices[1].professional.idnat},
    ]
    documents = [
        DocumentFactory(patient=patient, type_code=code, **state, **origin())
        for patient in patients
        for code in TYPES
        for state in states
        for origin in origins
    ]
    # An author's number under the wrong authority, and a structure in the header: neither ever grants.
    decoys = documents[:10]
    for document in decoys:
        for rank, oid in enumerate((STRUCT_IDNAT_OID, "1.2.3"), start=5):
            DocumentAuthor.objects.create(
                document=document, rank=rank, identifier=practices[0].professional.idnat, identifier_oid=oid
            )
    return documents


def readers() -> st.SearchStrategy[Reader]:
    who = st.integers(0, 1)
    codes = st.frozensets(st.sampled_from(TYPES))

    def opened(
        practice: int, patient: int, mode: Mode, types: frozenset[str], treating: bool, admin: bool, masked: bool
    ) -> Reader:
        chosen = PRACTICES[practice]
        return OpenedRecord(
            access_uuid=uuid4(),
            record_uuid=uuid4(),
            patient_id=PATIENTS[patient],
            practice_id=chosen.pk,
            professional_id=chosen.professional_id,
            idnat=chosen.professional.idnat,
            structure_id=chosen.structure_id,
            mode=mode,
            basis=Basis.TEAM,
            until=None,
            types=frozenset(DocumentType.objects.filter(code__in=types).values_list("pk", flat=True)),
            edition="",
            treating_doctor=treating,
            administrator=admin,
            masked_in_emergency=masked,
        )

    booleans = st.booleans()
    return st.one_of(
        st.builds(opened, who, who, st.sampled_from(Mode), codes, booleans, booleans, booleans),
        st.builds(
            lambda n: AuthorOfDeposits(
                professional_id=PRACTICES[n].professional_id, idnat=PRACTICES[n].professional.idnat
            ),
            who,
        ),
        st.builds(lambda n: Holder(patient_id=PATIENTS[n]), who),
        st.builds(lambda n: Representative(patient_id=PATIENTS[n]), who),
    )


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_sql_rule_and_the_oracle_give_the_same_decision(world: list[Document], data: st.DataObject) -> None:
    reader = data.draw(readers())
    identifiers: dict[int, set[str]] = {}
    for document_id, identifier in DocumentAuthor.objects.filter(identifier_oid=PS_IDNAT_OID).values_list(
        "document_id", "identifier"
    ):
        identifiers.setdefault(document_id, set()).add(identifier)
    expected = {d.pk: decide(reader, Facts(d, frozenset(identifiers.get(d.pk, set())))) for d in Document.objects.all()}

    decisions = {
        pk: Decision(value) for pk, value in Document.objects.with_decision(reader).values_list("pk", "decision")
    }
    visible = set(Document.objects.visible_to(reader).values_list("pk", flat=True))
    visible_to_any = set(Document.objects.visible_to_any([reader]).values_list("pk", flat=True))

    assert decisions == expected
    assert visible == {pk for pk, decision in expected.items() if decision in GRANTING}
    assert visible_to_any == visible


def test_visible_to_any_is_the_union_of_its_readers_in_one_query(
    world: list[Document], django_assert_num_queries: Callable[..., object]
) -> None:
    holders: list[Reader] = [Holder(patient_id=pk) for pk in PATIENTS]
    separately = {pk for h in holders for pk in Document.objects.visible_to(h).values_list("pk", flat=True)}

    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        together = set(Document.objects.visible_to_any(holders).values_list("pk", flat=True))

    assert together == separately
    assert not Document.objects.visible_to_any([]).exists()


@pytest.mark.parametrize("reader", [None, "superuser", object()])
def test_anything_but_the_four_origins_is_refused(db: None, reader: object) -> None:
    with pytest.raises((AssertionError, TypeError)):
        list(Document.objects.visible_to(reader))  # type: ignore[arg-type]
