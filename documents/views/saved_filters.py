"""S12: filters kept under a name, and taken away: one's own display, back in the same list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from access.account.saved_filters import NameTaken, TooMany, filters_save, saved_delete
from access.marks import professionals_only
from access.models.saved import MOST_SAVED
from access.opening import Opening, open_record
from access.services import NotFound
from documents.listing.paging import document_held
from documents.listing.saved import SaveFiltersForm, kept_of
from documents.presenters import list_url
from documents.views.listing import asked_filters, listed
from journal.models import Action


@require_POST
@professionals_only
def save(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    """« Enregistrer ces filtres »: those of the address, less what belongs to this record."""
    opening, filters = _opened(request, access_uuid), asked_filters(request, access_uuid)
    form, query = SaveFiltersForm(request.POST, patient=opening.access.record.patient), kept_of(filters)
    if not query:
        messages.warning(request, "Choisissez d’abord des filtres qui valent dans tous les dossiers.")
        return redirect(list_url(access_uuid, filters))
    if form.is_valid():
        try:
            filters_save(request.user, name=form.cleaned_data["nom"], query=query)
        except NameTaken:
            form.add_error("nom", "D’autres filtres portent déjà ce nom\u00a0: choisissez-en un autre.")
        except TooMany:
            form.add_error(None, f"Vous avez déjà {MOST_SAVED} filtres enregistrés\u00a0: supprimez-en un d’abord.")
    if form.errors:
        return listed(request, access_uuid, filters, naming=form)
    messages.success(request, f"Filtres enregistrés sous le nom «\u00a0{form.cleaned_data['nom']}\u00a0».")
    return redirect(list_url(access_uuid, filters))


@require_POST
@professionals_only
def delete(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    """One's own; asked twice, or about somebody else's, the answer is the same."""
    _opened(request, access_uuid)
    if uuid := document_held(request.POST.get("filtre")):
        saved_delete(request.user, uuid)
        messages.success(request, "Filtre enregistré supprimé.")
    return redirect(list_url(access_uuid, asked_filters(request, access_uuid)))


def _opened(request: HttpRequest, access_uuid: UUID) -> Opening:
    """Nothing is kept from an emergency, which only reads (AR 10.11)."""
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=Action.DOCUMENTS_LISTED)
    if opening.is_emergency:
        raise NotFound(opening.entry(Action.DOCUMENTS_LISTED, decision="READ_ONLY"))
    return opening
