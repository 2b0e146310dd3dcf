"""Rules of the machine: masking, hiding, showing, archiving, deleting; the patient’s choices (AR 8, 10.6 and 12)."""

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from access.reader import AuthorOfDeposits, Reader
from access.rules import Mode
from documents.decision import GRANTING, Decision
from documents.models import Document
from tests.journeys.machine.facts import Doc
from tests.journeys.machine.owning import family
from tests.journeys.machine.portal import STATUS
from tests.journeys.machine.reading import numbers, people
from tests.journeys.machine.writing import Writing

EVERY_CHANGE = (
    "mask",
    "unmask",
    "hide_from_patient",
    "show_to_patient",
    "show_to_representatives",
    "archive",
    "unarchive",
)
changes = st.sampled_from(EVERY_CHANGE)
RESTRICTING = {"mask", "hide_from_patient"}
CHOICES = ("accepts_emergency", "accepts_regulation", "shows_masked")


def changed(document: Doc, change: str, now: Any, *, masks_by_default: bool = False) -> Doc:
    """The document once the change is made; what would be masked and hidden at once waits for the release (AR 8.2)."""
    after = copy(document)
    hidden = document.hidden_from_patient_since is not None
    if change == "mask":
        after.masked, after.mask_on_release = (False, True) if hidden else (True, document.mask_on_release)
    elif change == "unmask":
        after.masked = False
    elif change == "hide_from_patient" and not hidden and not document.masked:
        after.hidden_from_patient_since = now
    elif change == "show_to_patient" and hidden:
        after.masked = document.mask_on_release or masks_by_default
        after.hidden_from_patient_since, after.mask_on_release, after.shown_again = None, False, True
    elif change == "show_to_representatives":
        after.hidden_from_representatives = False
    elif change == "archive" and document.availability == "approved":
        after.availability = "archived"
    elif change == "unarchive" and document.availability == "archived":
        after.availability = "approved"
    return after


class Changing(Writing):
    """What changes who may see a document that exists."""

    # By professionals, from an opened record or among their own deposits

    @precondition(lambda self: self.model.accesses)
    @rule(number=numbers, which=numbers, change=changes, late=st.integers(0, 5))
    def change_in_an_opened_record(self, number: int, which: int, change: str, late: int) -> None:
        access = self.access(number)
        document = self.document(which, access.patient)
        client = self.world.caregivers[access.person].client
        answer = self._post(client, f"{access.listing}{document.uuid}/proprietes/", document, change, late=late == 0)
        reader = self.model.reader(access)
        decision = self.model.decision(reader, document)
        code = self.model.refusal_of(access)
        if not code and decision in GRANTING and access.mode is not Mode.NORMAL:
            code = "READ_ONLY"  # an emergency reads, and changes nothing (AR 10.11)
        if code:
            assert answer.status_code == STATUS.get(code, 403)
            self.model.line("document_changed", code, granted=False)
            return self.fired("change", code)
        hand = "author" if decision is Decision.AUTHOR else "professional"
        self._change(answer, document, change, reader, hand, late=late == 0, confidential=access.confidential)

    @rule(who=people, which=numbers, change=changes)
    def change_ones_own_deposit(self, who: str, which: int, change: str) -> None:
        """Even of a blocked author, who opens nothing by it (AR 9.3)."""
        who, document = self.deposit_of(who, which)
        client = self.world.caregivers[who].client
        answer = self._post(client, f"/depots/documents/{document.uuid}/proprietes/", document, change)
        reader = AuthorOfDeposits(professional_id=who, idnat=who)  # type: ignore[arg-type]
        refused = self.model.record_refusal(document.patient_id)
        if self.model.decision(reader, document) is Decision.AUTHOR and refused:
            assert answer.status_code == 403
            self.model.line("document_changed", refused, granted=False)
            return self.fired("change", refused)
        self._change(answer, document, change, reader, "author")

    def _post(self, client: Any, address: str, document: Doc, change: str, *, late: bool = False) -> Any:
        """`late`: on the state before the last one."""
        version = Document.objects.filter(uuid=document.uuid).values_list("metadata_version", flat=True).get()
        return client.post(address, {"changement": change, "version": version + late, "confirme": "on"})

    def _change(
        self,
        answer: Any,
        document: Doc,
        change: str,
        reader: Reader,
        hand: str,
        *,
        late: bool = False,
        confidential: bool = False,
    ) -> None:
        """What a change does, for whoever reaches the document."""
        decision = self.model.decision(reader, document)
        after = changed(document, change, self.model.now)
        hidden = document.hidden_from_patient_since is not None
        both = (change == "mask" and hidden) or (change == "hide_from_patient" and document.masked)
        forbidden = hand == "professional" and change == "hide_from_patient"
        refused = 0
        if decision not in GRANTING:
            code, refused = str(decision), 404
        elif after == document and not both and not forbidden:
            code = "nothing to do"
        elif late:
            code, refused = "DOC_CHANGED", 409
        elif forbidden:
            code, refused = "NOT_ALLOWED", 422
        elif both:
            code, refused = "FLAGS_INCOMPATIBLE", 422
        elif change == "hide_from_patient" and document.opened_by_patient:
            code, refused = "OPENED_BY_PATIENT", 422
        elif change == "hide_from_patient" and any(one.shown_again for one in self.versions(document)):
            code, refused = "SHOWN_AGAIN", 422
        else:
            code = ""
        self.fired(f"change by {hand}", code or change)
        if refused in (409, 422) and hand in ("holder", "parent"):
            assert answer.status_code == 302  # said on the next page
            return self.model.line("document_changed", code, granted=False)
        assert answer.status_code == (refused or 302), (code, answer.status_code)
        if refused:
            self.model.line("document_changed", code, granted=False)
        elif not code:
            self._changed(document, change, reader, hand, confidential)

    def _changed(self, document: Doc, change: str, reader: Reader, hand: str, confidential: bool) -> None:
        """Other versions follow: all of them when it restricts, those within sight when it opens."""
        followers = [] if "archive" in change else list(self._other_versions(document, reader, change))
        default = self.model.patients[document.patient_id].masks_by_default
        since = self.hidden_since(document)
        for one in [document, *followers]:
            after = changed(one, change, since, masks_by_default=default)
            if after != one:
                vars(one).update(vars(after))
        self.model.line("document_changed", change.upper())
        if hand == "holder" or document.hidden_from_patient_since:
            return
        kind = "document_added" if change == "show_to_patient" else "document_changed"
        if hand == "parent":
            self.model.tell(kind, document.patient_id)
        else:
            self.tell_of(document, kind, confidential=confidential)

    def _other_versions(self, document: Doc, reader: Reader, change: str) -> Iterable[Doc]:
        for one in self.versions(document):
            within = change in RESTRICTING or self.model.decision(reader, one) in GRANTING
            within = within and not (change == "hide_from_patient" and one.opened_by_patient)
            if one is not document and one.availability != "deleted" and within:
                yield one

    @rule(who=people, which=numbers)
    def delete(self, who: str, which: int) -> None:
        """By its author, from « Mes dépôts »; gone for everybody, the author too."""
        who, document = self.deposit_of(who, which)
        decision = self._author_decision(who, document)
        version = Document.objects.filter(uuid=document.uuid).values_list("metadata_version", flat=True).get()
        client = self.world.caregivers[who].client
        answer = client.post(f"/depots/documents/{document.uuid}/supprimer/", {"version": version})
        refused = self.model.record_refusal(document.patient_id)
        code = str(decision) if decision is not Decision.AUTHOR else refused
        self.fired("delete", code)
        if code:
            assert answer.status_code == (404 if decision is not Decision.AUTHOR else 403)
            return self.model.line("document_deleted", code, granted=False)
        assert answer.status_code == 302
        self._deleted(document)

    @precondition(lambda self: self.model.accesses)
    @rule(number=numbers, which=numbers)
    def delete_in_an_opened_record(self, number: int, which: int) -> None:
        """Somebody else’s document is not deleted, whatever one sees of it (AR 15, case 25)."""
        access = self.access(number)
        document = self.document(which, access.patient)
        version = Document.objects.filter(uuid=document.uuid).values_list("metadata_version", flat=True).get()
        client = self.world.caregivers[access.person].client
        answer = client.post(f"{access.listing}{document.uuid}/supprimer/", {"version": version})
        code = self.model.refusal_of(access)
        decision = self.model.decision(self.model.reader(access), document)
        if not code and decision not in GRANTING:
            code = str(decision)
        elif not code and access.mode is not Mode.NORMAL:
            code = "READ_ONLY"
        elif not code and decision is not Decision.AUTHOR:
            code = "NOT_AUTHOR"
        self.fired("delete in a record", code)
        if code:
            assert answer.status_code == (404 if code.startswith("DOC_") else STATUS.get(code, 403))
            return self.model.line("document_deleted", code, granted=False)
        assert answer.status_code == 302
        self._deleted(document, confidential=access.confidential)

    def _deleted(self, document: Doc, *, confidential: bool = False) -> None:
        document.availability = "deleted"
        self.model.line("document_deleted", "DELETED")
        if not document.hidden_from_patient_since:
            self.tell_of(document, "document_changed", confidential=confidential)

    # By the patient, or the parent

    @rule(by=family, which=numbers, change=st.sampled_from(["mask", "unmask"]))
    def mask_ones_own_document(self, by: str, which: int, change: str) -> None:
        document = self.document(which, self.patient_of(by))
        client = self.world.family[by].client
        answer = self._post(client, f"/mon-dossier/documents/{document.uuid}/visibilite/", document, change)
        if refused := self.model.family_refusal(by):
            assert answer.status_code == 403
            self.model.line("document_changed", refused, granted=False)
            return self.fired("change by holder", refused)
        hand = "parent" if by == "parent" else "holder"
        self._change(answer, document, change, self.model.family_reader(by), hand)

    @rule(by=family, on=st.booleans())
    def mask_everything_by_default(self, by: str, on: bool) -> None:
        """Present and future; switched off, what is masked stays so. What is hidden waits for its release (AR 8.6)."""
        holder = self.model.patients[self.patient_of(by)]

        def effect() -> None:
            if holder.masks_by_default == on:
                return
            holder.masks_by_default = on
            self.model.line("choices_changed", "")
            for document in self.model.documents if on else []:
                exists = document.availability != "deleted" and not document.hidden_from_patient_since
                if document.patient_id == holder.key and exists:
                    vars(document).update(vars(changed(document, "mask", self.model.now)))

        self._choose(by, "masquage/", {"masquer": "oui" if on else "non"}, effect)

    @rule(by=family, wanted=st.tuples(*[st.booleans()] * 3), late=st.integers(0, 4))
    def choose_about_emergencies(self, by: str, wanted: tuple[bool, bool, bool], late: int) -> None:
        """Three separate choices; made on a page that is no longer true, they change nothing."""
        holder = self.model.patients[self.patient_of(by)]
        shown = [getattr(holder, name) for name in CHOICES]

        def effect() -> None:
            if late and shown != list(wanted):
                vars(holder).update(zip(CHOICES, wanted, strict=True))
                self.model.line("choices_changed", "")

        fields = ("accepts_emergency", "accepts_regulation", "shows_masked_in_emergency")
        posted = {name: "on" for name, value in zip(fields, wanted, strict=True) if value}
        known = [value if late else not value for value in shown]
        self._choose(by, "", posted | {"shown": "".join(str(int(v)) for v in known)}, effect)

    def _choose(self, by: str, path: str, posted: dict[str, str], effect: Callable[[], None]) -> None:
        answer = self.world.family[by].client.post(f"/mon-dossier/choix/{path}", posted)
        code = self.model.family_refusal(by)
        self.fired(f"choose {path}", code)
        assert answer.status_code == (403 if code else 302)
        if code:
            self.model.line("choices_changed", code, granted=False)
        else:
            effect()
