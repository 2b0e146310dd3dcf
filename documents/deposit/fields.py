"""Fields of the deposit's form: a day as people write it, and one file or several."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class DayField(forms.CharField):
    """A day as people write it: 3/4/1952, 03041952, 03-04-1952 (PS 1.5)."""

    _SHAPE = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})|(\d{2})(\d{2})(\d{4})")

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "short"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> date | None:
        text = super().clean(value).strip()
        if not text:
            return None
        found = self._SHAPE.fullmatch(text)
        try:
            day, month, year = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
            return date(year, month, day)
        except ValueError:
            raise forms.ValidationError("Écrivez la date sous la forme jj/mm/aaaa.", code="day") from None


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several. Empty ones come too: they are refused with the others, in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=_ManyFiles(attrs={"multiple": True}), allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        found = [data] if isinstance(data, UploadedFile) else list(data or [])
        if not found:
            return [] if not self.required else super().clean(None, initial)
        return [super(FilesField, self).clean(one, initial) for one in found]
