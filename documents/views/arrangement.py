"""S11, « Personal arrangement »: order of the blocks of the synthesis, and those left out, per account and profession.

One button for each act, which works without a script; the focus comes back to it, or to the one beside it.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from access.account.preferences import preferences_save
from access.addresses import address
from access.marks import professionals_only
from documents.listing.paging import document_held
from documents.record.arrangement import ACTS, BLOCKS, Arrangement

RESET = "retablir"


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    title: str
    is_hidden: bool
    is_first: bool
    is_last: bool


def arrangement_of(request: HttpRequest) -> Arrangement:
    return Arrangement.of(request.preferences.blocks.get(_profession(request)))


def _profession(request: HttpRequest) -> str:
    return str(request.practice.profession_id)


@require_http_methods(["GET", "HEAD", "POST"])
@professionals_only
def arrangement(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    act, _, name = request.POST.get("act", "").partition(" ")
    if act == RESET:
        changed, said, focus = Arrangement(), "L’ordre d’origine est rétabli.", "blocs"
    elif act in ACTS and name in BLOCKS:
        changed = ACTS[act](arrangement_of(request), name)
        said, focus = _said(changed, act, name), _focus(changed, act, name)
    else:
        return _page(request, status=422)
    blocks = request.preferences.blocks | {_profession(request): changed.kept}
    preferences_save(request.user, replace(request.preferences, blocks=blocks))
    messages.success(request, said)
    return redirect(f"{reverse('documents:arrangement')}{_query(request)}#{focus}")


def _said(arrangement: Arrangement, act: str, name: str) -> str:
    title = f"«\u00a0{BLOCKS[name]}\u00a0»"
    if act in ("masquer", "afficher"):
        return f"{title} est masqué." if name in arrangement.hidden else f"{title} est affiché."
    return f"{title} est à la place {arrangement.place(name)} sur {len(BLOCKS)}."


def _focus(arrangement: Arrangement, act: str, name: str) -> str:
    """The button that was pressed; when it is no more, the one that undoes it."""
    opposite = {"monter": "descendre", "descendre": "monter", "masquer": "afficher", "afficher": "masquer"}[act]
    ends = {"monter": 1, "descendre": len(BLOCKS)}
    gone = act not in ends or arrangement.place(name) == ends[act]
    return f"{opposite if gone else act}-{name}"


def _query(request: HttpRequest) -> str:
    """The record that one comes from goes along."""
    record = document_held(request.GET.get("dossier"))
    return f"?dossier={record}" if record else ""


def _page(request: HttpRequest, status: int = 200) -> HttpResponse:
    kept, record = arrangement_of(request), document_held(request.GET.get("dossier"))
    last = len(kept.order)
    rows = [
        _Row(name, BLOCKS[name], name in kept.hidden, rank == 1, rank == last)
        for rank, name in enumerate(kept.order, start=1)
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "is_usual": kept.is_usual,
        "back_url": address("documents:synthesis", record) if record else "",
        "is_wrong": status == 422,
    }
    return render(request, "documents/record/arrangement.html", context, status=status)
