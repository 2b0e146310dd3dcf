"""Rules of the machine: depositing, replacing, deleting, and what may be changed of a document (AR 8, 12)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from access.models import DocumentType
from access.reader import AuthorOfDeposits
from documents.decision import Decision
from documents.models import Document
from tests.journeys.machine.facts import PARIS, PEOPLE, Doc
from tests.journeys.machine.hurrying import Hurrying
from tests.journeys.machine.portal import STATUS
from tests.journeys.machine.reading import numbers, patients, people

TYPES = ("11488-4", "11502-2", "68599-0")
MOST_DOCUMENTS = 30  # a list has one page here
yes_or_no = st.booleans()


class Writing(Hurrying):
    """What authors do, with an authorisation or without."""

    @precondition(lambda self: len(self.model.documents) < MOST_DOCUMENTS)
    @rule(
        who=people, patient=patients, code=st.sampled_from(TYPES), masked=yes_or_no, hidden=yes_or_no, secret=yes_or_no
    )
    def deposit_without_reading(
        self, who: str, patient: str, code: str, masked: bool, hidden: bool, secret: bool
    ) -> None:
        """From a search: neither an authorisation nor the patient’s friendship is needed."""
        person = self.world.caregivers[who]
        begun = person.client.post(person.search(self.world.patients[patient]) + "deposer/")
        self.model.line("patient_searched", "FOUND")
        self._deposit(who, patient, begun, code=code, masked=masked, hidden=hidden and not masked, secret=secret)

    @precondition(lambda self: self.model.accesses and len(self.model.documents) < MOST_DOCUMENTS)
    @rule(number=numbers, code=st.sampled_from(TYPES), masked=yes_or_no, hidden=yes_or_no, secret=yes_or_no)
    def deposit_in_an_opened_record(self, number: int, code: str, masked: bool, hidden: bool, secret: bool) -> None:
        """Both restrictions together are refused (AR 8.2)."""
        access = self.access(number)
        begun = self.world.caregivers[access.person].client.post(access.listing.replace("documents/", "deposer/"))
        if refused := self.model.refusal_of(access):
            assert begun.status_code == STATUS.get(refused, 403)
            self.model.line("deposit_started", refused, granted=False)
            return self.fired("deposit", refused)
        values = {"code": code, "masked": masked, "hidden": hidden, "secret": secret}
        self._deposit(access.person, access.patient, begun, confidential=access.confidential, **values)

    @precondition(lambda self: len(self.model.documents) < MOST_DOCUMENTS)
    @rule(who=people, which=numbers, masked=yes_or_no, hidden=yes_or_no)
    def replace(self, who: str, which: int, masked: bool, hidden: bool) -> None:
        """By the author alone, a current version alone."""
        who, document = self.deposit_of(who, which)
        decision = self._author_decision(who, document)
        begun = self.world.caregivers[who].client.post(f"/depots/documents/{document.uuid}/remplacer/")
        if decision is Decision.AUTHOR and document.availability == "deprecated":
            assert begun.status_code == 409
            self.model.line("document_replaced", "DOC_ALREADY_REPLACED", granted=False)
            return self.fired("replace", "DOC_ALREADY_REPLACED")
        if decision is not Decision.AUTHOR:
            assert begun.status_code == 404
            self.model.line("document_replaced", str(decision), granted=False)
            return self.fired("replace", str(decision))
        values = {"code": document.document_type_id, "masked": masked, "hidden": hidden and not masked}
        self._deposit(who, document.patient_id, begun, replaced=document, secret=False, **values)

    def deposit_of(self, who: str, which: int) -> tuple[str, Doc]:
        """Mostly a document with its author; else anybody with any document."""
        pairs = [(p, d) for p in PEOPLE for d in self.model.documents if self._author_decision(p, d) is Decision.AUTHOR]
        return pairs[which % len(pairs)] if pairs and which % 4 else (who, self.document(which))

    def _author_decision(self, who: str, document: Doc) -> Decision:
        return self.model.decision(AuthorOfDeposits(professional_id=who, idnat=who), document)  # type: ignore[arg-type]

    def _deposit(
        self,
        who: str,
        patient: str,
        begun: Any,
        *,
        confidential: bool = False,
        replaced: Doc | None = None,
        **asked: Any,
    ) -> None:
        """The rest of a deposit, once the draft has begun, or not."""
        rule_name = "replace" if replaced else "deposit"
        action = "document_replaced" if replaced else "document_deposited"
        if refused := self.model.record_refusal(patient):
            assert begun.status_code == 403
            self.model.line("document_replaced" if replaced else "deposit_started", refused, granted=False)
            return self.fired(rule_name, refused)
        assert begun.status_code == 302, begun.content
        self.model.line("deposit_started", "")
        draft = begun["Location"].partition("?")[0]
        title = f"Dépôt numéro {len(self.model.documents) + 1}"
        offers_secrecy = self.model.is_minor(patient) and not confidential
        filled = self.world.caregivers[who].client.post(draft, self._form(who, title, offers_secrecy, **asked))
        if asked["masked"] and asked["hidden"]:
            assert filled.status_code == 422
            self.model.line("document_deposited", "FLAGS_INCOMPATIBLE", granted=False)
            return self.fired(rule_name, "FLAGS_INCOMPATIBLE")
        if PEOPLE[who].column == "":
            assert filled.status_code == 422  # no type is offered to them
            return self.fired(rule_name, "no type")
        assert filled.status_code == 302, filled.content.decode()
        if refused := self._refused_to_hide(replaced) if replaced and asked["hidden"] else "":
            assert self.world.caregivers[who].client.post(f"{draft}deposer/", {"informe": "on"}).status_code == 422
            self.model.line("document_deposited", refused, granted=False)
            return self.fired(rule_name, f"{refused} before")
        for _ in range(2):  # a button pressed twice deposits once
            sent = self.world.caregivers[who].client.post(f"{draft}deposer/", {"informe": "on"})
            assert sent.status_code == 302, sent.content.decode()
        self.model.line(action, "REPLACED" if replaced else "DEPOSITED")
        self.fired(rule_name)
        secret = confidential or (offers_secrecy and asked["secret"])
        uuid = Document.objects.get(title=title, patient=self.world.patients[patient]).uuid
        self._deposited(uuid, title, who, patient, asked, secret, replaced)

    def _form(self, who: str, title: str, offers_secrecy: bool, **asked: Any) -> dict[str, Any]:
        practice = self.world.caregivers[who].practice
        values = {
            "type": DocumentType.objects.get(code=asked["code"]).pk,
            "titre": title,
            "date_acte": f"{self.model.now.astimezone(PARIS):%d/%m/%Y}",
            "auteur": str(practice.uuid),
            "cadre": "AMBULATOIRE",
            "masque": "oui" if asked["masked"] else "non",
            "patient": "annonce" if asked["hidden"] else "tout_de_suite",
            "fichiers": SimpleUploadedFile("note.txt", f"Contenu : {title}, {who}".encode()),
        }
        return values | ({"representants": "non" if asked["secret"] else "oui"} if offers_secrecy else {})

    def _deposited(
        self, uuid: UUID, title: str, who: str, patient: str, asked: dict[str, Any], secret: bool, replaced: Doc | None
    ) -> None:
        """A new version is hidden from whom the former one was; the patient’s default comes last (AR 8.6)."""
        default = self.model.patients[patient].masks_by_default
        hidden = asked["hidden"] or bool(replaced and replaced.hidden_from_patient_since)
        waits = asked["masked"] or bool(replaced and (replaced.masked or replaced.mask_on_release))
        document = Doc(
            uuid,
            title,
            patient,
            asked["code"],
            masked=not hidden and (waits or default),
            hidden_from_patient_since=self.hidden_since(replaced) if hidden else None,
            hidden_from_representatives=secret or bool(replaced and replaced.hidden_from_representatives),
            mask_on_release=waits and hidden,
            depositor_id=who,
            depositing_structure_id=who,
            replaces=replaced.uuid if replaced else None,
        )
        self.model.documents.append(document)
        if replaced:
            replaced.availability = "deprecated"
            for one in self.versions(replaced) if asked["masked"] else []:  # a mask covers every version
                if one.availability != "deleted" and one is not document:
                    hides = one.hidden_from_patient_since is not None
                    one.masked, one.mask_on_release = one.masked or not hides, one.mask_on_release or hides
        if not hidden:
            kind = "document_changed" if replaced else "document_added"
            self.tell_of(document, kind)

    def _refused_to_hide(self, replaced: Doc) -> str:
        """What the patient masked, or was shown again, gets no version that waits for an announcement (AR 8.2, 8.4)."""
        if replaced.masked:
            return "FLAGS_INCOMPATIBLE"
        waits = replaced.hidden_from_patient_since is not None
        shown = any(one.shown_again for one in self.versions(replaced))
        return "SHOWN_AGAIN" if shown and not waits else ""

    def versions(self, document: Doc) -> list[Doc]:
        """Whatever a chain of replacements joins, deleted ones too."""
        joined, found = {document.uuid}, -1
        while found != len(joined):
            found = len(joined)
            for one in self.model.documents:
                if one.replaces and joined & {one.uuid, one.replaces}:
                    joined |= {one.uuid, one.replaces}
        return [one for one in self.model.documents if one.uuid in joined]

    def hidden_since(self, document: Doc | None) -> datetime:
        """One month for all versions: from when the first of those that wait was hidden (AR 8.4)."""
        waiting = [one.hidden_from_patient_since for one in self.versions(document)] if document else []
        return min((since for since in waiting if since), default=self.model.now)

    def tell_of(self, document: Doc, kind: str, *, confidential: bool = False) -> None:
        """The minor alone, in the portal alone, of what the parent does not see (AR 11.8)."""
        secret = document.hidden_from_representatives or confidential
        self.model.tell(kind, *self.model.family(document.patient_id, confidential=secret), by_email=not secret)
