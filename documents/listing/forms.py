"""The filters as a form, drawn beside the list with what the list really holds."""

from typing import Any, Self

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from documents.deposit.fields import DayField
from documents.listing.filters import CHOSEN_DATES, USUAL, ListFilters, Usual, filters_of

Choices = list[tuple[str, Any]]  # a label, or the choices of a group of them


NO_LABELS: dict[str, str] = {}
MORE = ("auteur", "profession", "origine", "visibilite", "du", "au", "valeurs", "versions", "archives", "separes")


class LongSelect(forms.Select):
    """A choice among many. Django includes two templates for each option: this draws the same at once."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        widget = context["widget"]
        groups = [
            (name, format_html_join("", _OPTION, map(_drawn, options))) for name, options, _ in widget["optgroups"]
        ]
        options = format_html_join("", "{}", ((_grouped(name, drawn),) for name, drawn in groups))
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), options)


_OPTION = '<option value="{}"{}>{}</option>'
_SELECTED = mark_safe(" selected")  # a constant


def _drawn(option: dict[str, Any]) -> tuple[Any, Any, Any]:
    return option["value"], _SELECTED if option["selected"] else "", option["label"]


def _grouped(name: str | None, options: SafeString) -> SafeString:
    return format_html('<optgroup label="{}">{}</optgroup>', name, options) if name else options


def _select(label: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=100, widget=LongSelect)


class FilterForm(forms.Form):
    """What it asks is read by `filters_of`, which is lenient; only a day that cannot be read is an error."""

    mots = forms.CharField(
        label="Mots du titre",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tri = _select("Trier par")
    groupe = _select("Grouper")
    periode = _select("Période de l’acte")
    du = DayField(label="Du (jj/mm/aaaa)", required=False)
    au = DayField(label="Au (jj/mm/aaaa)", required=False)
    dates = forms.CharField(required=False, widget=forms.HiddenInput)  # filled when the days stood there already
    nouveaux = forms.BooleanField(label="Nouveaux", required=False)
    non_lus = forms.BooleanField(label="Non lus", required=False)
    categorie = _select("Catégorie")
    type = _select("Type de document")
    auteur = _select("Auteur ou structure")
    profession = _select("Profession de l’auteur")
    origine = _select("Origine")
    visibilite = _select("Visibilité")
    valeurs = forms.BooleanField(label="Contient des valeurs structurées", required=False)
    versions = forms.BooleanField(label="Afficher les anciennes versions", required=False)
    archives = forms.BooleanField(label="Afficher les documents archivés", required=False)
    separes = forms.BooleanField(label="Ne pas réunir les documents semblables", required=False)

    @classmethod
    def shown(
        cls, filters: ListFilters, *, data: Any = None, choices: dict[str, Choices], labels: dict[str, str] = NO_LABELS
    ) -> Self:
        """As it stands beside a list: current values, the choices that this reader has; fields without any go.

        `data`: what was sent, when it has to be corrected.
        """
        form = cls(data, initial=_initial(filters))
        for name, found in choices.items():
            form.fields[name].widget.choices = found
            if not found:
                del form.fields[name]
        for name, label in labels.items():
            if label:
                form.fields[name].label = label
            else:
                del form.fields[name]
        return form

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in MORE]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Behind « Plus de filtres »."""
        return [field for field in self if field.name in MORE]

    @property
    def more_is_open(self) -> bool:
        """When one of them narrows the list, or is wrong."""
        return any(field.value() or field.errors for field in self.more_fields)


def posted_filters(form: FilterForm, *, words: str = "", usual: Usual = USUAL) -> ListFilters:
    """What was sent. Days typed now count; those that stood there, as long as the period is still « Dates choisies ».

    A day that cannot be read is no filter.
    """
    form.is_valid()
    sent = {name: str(form.data.get(name, "")) for name in form.fields}
    if sent["periode"] in ("", CHOSEN_DATES) or not sent["dates"]:
        days = {name: form.cleaned_data.get(name) for name in ("du", "au")}
        sent |= {name: day.isoformat() if day else "" for name, day in days.items()}
    else:
        sent |= {"du": "", "au": ""}
    return filters_of(sent, words=words, usual=usual)


def _initial(filters: ListFilters) -> dict[str, Any]:
    return {
        "mots": filters.words,
        "tri": filters.sort,
        "groupe": filters.group,
        "periode": filters.period,
        "du": f"{filters.since:%d/%m/%Y}" if filters.since else "",
        "au": f"{filters.until:%d/%m/%Y}" if filters.until else "",
        "dates": "1" if filters.since or filters.until else "",
        "nouveaux": filters.new,
        "non_lus": filters.unread,
        "categorie": filters.category,
        "type": filters.type_code,
        "auteur": filters.author,
        "profession": filters.profession,
        "origine": filters.origin,
        "visibilite": filters.restricted,
        "valeurs": filters.structured,
        "versions": filters.old_versions,
        "archives": filters.archived,
        "separes": filters.apart,
    }
