"""A PDF in which something was changed, such as what acts when it is opened."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, String

from tests.documents.depositing import PDF


def altered(change: Callable[[Any], None], **saving: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as document:
        change(document)
        document.save(out, **saving)
    return out.getvalue()


def action(kind: str, **values: Any) -> Any:
    return Dictionary(Type=Name.Action, S=Name(f"/{kind}"), **values)


def script_at_opening(document: Any) -> None:
    document.Root.OpenAction = document.make_indirect(action("JavaScript", JS=String("app.alert(1)")))
