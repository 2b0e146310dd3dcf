"""Where a new document stands among its versions: what it replaces, and what becomes « ancienne »."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q

from access.reader import AuthorOfDeposits
from documents.deposit.parts import AlreadyReplaced, Deposit
from documents.lifecycle.families import family_of
from documents.lifecycle.rules import State, masked_or_waiting
from documents.lifecycle.states import write_states
from documents.models import Availability, Document
from journal.services import Actor


def check_still_current(replaced: Document | None) -> None:
    """Under the record's lock: of two replacements at once, the second finds that the first one won."""
    if replaced is not None:
        replaced.refresh_from_db(fields=["availability"])
        if replaced.availability in (Availability.DEPRECATED, Availability.DELETED):
            raise AlreadyReplaced(replaced)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new document stands among the versions of its set."""

    replaces: Document | None
    is_old: bool
    outdated: list[Document]  # what it makes old

    @property
    def former(self) -> list[Document]:
        """Those whose restrictions it keeps."""
        known = {one.pk for one in self.outdated}
        return self.outdated + ([self.replaces] if self.replaces and self.replaces.pk not in known else [])


def trusted_set(deposit: Deposit, values: dict[str, Any]) -> str:
    """The set that a file names, unless somebody else's document bears it: a typed word gives no power over these."""
    ones_own = _within_reach(deposit) | Q(depositor=deposit.depositor)  # deleted ones too
    for asked in (values["set_id"], values["unique_id"]):
        theirs = Document.objects.filter(patient=deposit.patient, set_id=asked).exclude(ones_own)
        if not asked or deposit.depositor is None or not theirs.exists():
            return str(asked)
    return ""


def place_of(deposit: Deposit, values: dict[str, Any], *, by: Actor) -> Place:
    """The version that this one replaces, by its identifier or within its set; older ones become « anciennes ».

    Only within the same patient's documents, and never a newer version: a late import of an old one comes in as old.
    """
    named = {i.unique_id for i in deposit.document.header.replaces}
    if deposit.replaces:
        named.add(deposit.replaces.unique_id)
    relatives = _relatives(deposit, values["set_id"], named)
    number = values["version_number"]
    older = [d for d in relatives if d.unique_id in named or d.version_number < number]
    outdated = [d for d in older if d.availability == Availability.APPROVED or d == deposit.replaces]
    words, masks = "Une nouvelle version", deposit.visibility.masked
    write_states(outdated, partial(_left_behind, masks=masks), by=by, words=words, now=deposit.at)
    if masks:
        write_states(_unmasked_versions(outdated), masked_or_waiting, by=by, words=words, now=deposit.at)
    return Place(
        replaces=deposit.replaces or next((d for d in older if not d.was_replaced), None),
        is_old=deposit.replaces is None
        and any(d.version_number > number and d.unique_id not in named for d in relatives),
        outdated=outdated,
    )


def _left_behind(state: State, *, masks: bool) -> State:
    """Of what a new version makes old. The mask asked for it covers every version (docs/adr/0016)."""
    old = replace(state, availability=Availability.DEPRECATED.value)
    return masked_or_waiting(old) if masks else old


def _unmasked_versions(outdated: list[Document]) -> list[Document]:
    """Still older versions that the mask must cover too, locked."""
    family = Document.objects.filter(family_of(outdated), masked=False, mask_on_release=False)
    others = family.exclude(pk__in=[one.pk for one in outdated]).exclude(availability=Availability.DELETED)
    return list(others.select_for_update(no_key=True).order_by("pk"))


def _relatives(deposit: Deposit, set_id: str, named: set[str]) -> list[Any]:
    """The patient's documents that it names or whose set it shares, locked, the newest version first."""
    family = Q(unique_id__in=named) | (Q(set_id=set_id) if set_id else Q())
    reach = family & _within_reach(deposit)
    if deposit.replaces:
        reach |= Q(pk=deposit.replaces.pk)
    return list(
        Document.objects.filter(reach, patient=deposit.patient)
        .exclude(availability=Availability.DELETED)
        .select_for_update(no_key=True, of=("self",))
        .annotate(was_replaced=Exists(Document.objects.filter(replaces=OuterRef("pk"))))
        .order_by("-version_number", "-pk")
    )


def _within_reach(deposit: Deposit) -> Q:
    """A file may name any document as the one it replaces: a professional's replaces their own only (AR 12)."""
    if deposit.depositor is None:
        return Q()
    author = AuthorOfDeposits(professional_id=deposit.depositor.pk, idnat=deposit.depositor.idnat)
    return Q(pk__in=Document.objects.visible_to(author).filter(patient=deposit.patient).values("pk"))


def availability_of(deposit: Deposit, place: Place) -> Availability:
    if place.is_old:
        return Availability.DEPRECATED
    return Availability.ARCHIVED if deposit.archived else Availability.APPROVED
