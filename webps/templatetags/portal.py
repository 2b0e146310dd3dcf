"""Small helpers of the shared templates."""

from datetime import datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from access.addresses import address
from access.presenters import HomePage
from documents.presenters.home import NewsPage, PatientsPage
from documents.record.outline import Outline, outline_of

register = template.Library()


@register.filter
def error_count(form: BaseForm) -> int:
    """Errors as the summary lists them: a field may carry several."""
    return sum(len(errors) for errors in form.errors.values())


@register.simple_tag
def act(act: tuple[Any, ...], about: str = "") -> SafeString:
    """What can be done next: (label, url) is a link, (label, url, True) a button that posts.

    `about`: what it is done to, for who does not see it. A button posts through the empty form `begin`, at the end of
    the page: it may stand in a sentence or in another form.
    """
    label, url, *rest = act
    words = format_html('<span class="visually-hidden">\u00a0: {}</span>', about) if about else ""
    if any(rest):
        return format_html(_BUTTON, url, label, words)
    return format_html('<a href="{}">{}{}</a>', url, label, words)


_BUTTON = '<button type="submit" class="link" form="begin" formaction="{}">{}{}</button>'


@register.simple_tag(takes_context=True)
def record_outline(context: template.Context) -> Outline:
    """Tabs and flags of the opened record: read once for a page, whatever draws it."""
    request: Any = context["request"]
    if not hasattr(request, "record_outline"):
        request.record_outline = outline_of(context["opening"].reader)
    found: Outline = request.record_outline
    return found


@register.simple_tag(takes_context=True)
def record_flags(context: template.Context) -> list[tuple[str, str]]:
    """What the banner flags (PS 1.3), each with the address of its source, visible to this reader."""
    outline, access = record_outline(context), context["access"].uuid
    wishes = address("documents:wishes", access)
    flags = []
    if outline.allergy:
        flags.append(("Allergies signalées", address("documents:read", access, outline.allergy)))
    if outline.directives:
        flags.append(("Directives anticipées présentes", address("documents:read", access, outline.directives)))
    elif outline.directives_declared:
        flags.append(("Directives anticipées présentes", wishes))
    if outline.trusted_person:
        flags.append(("Personne de confiance désignée", wishes))
    return flags


@register.simple_tag
def home_news(page: HomePage) -> NewsPage:
    """What is new in the records of the home page."""
    return NewsPage(page)


@register.simple_tag
def home_patients(page: HomePage) -> PatientsPage:
    """« Mes patients » of the home page."""
    return PatientsPage(page)


@register.filter
def seconds_left(moment: datetime) -> int:
    """Whole seconds until a moment; 0 once it has passed. Clocks of two machines need not agree."""
    return max(0, int((moment - timezone.now()).total_seconds()))
