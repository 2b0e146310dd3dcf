"""A browser without a screen: signs in with two factors, opens a record and deposits, by the pages' own forms."""

import random
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin

from lxml import html

BOUNDARY = "lisiere-durability-boundary"


class Unexpected(Exception):
    """The answer is not the page that was waited for: the deposit is not acknowledged."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Sent:
    """One deposit that the portal acknowledged: the draft's uuid, and the digest and a mark of what was sent."""

    draft: str
    digest: str
    mark: str


class Browser:
    def __init__(self, address: str, number: int) -> None:
        self.address, self.random = address, random.Random(number)  # noqa: S311  (sizes of files, no secret)
        self.number, self.count, self.begin = number, 0, None
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.follow = urllib.request.build_opener(cookies)
        self.stay = urllib.request.build_opener(cookies, _NoRedirect)

    def _ask(self, url: str, data: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> Any:
        request = urllib.request.Request(urljoin(self.address, url), data=data)  # noqa: S310  (own server)
        request.add_header("Referer", self.address)
        if data is not None:
            request.add_header("Content-Type", kind)
        with self.follow.open(request, timeout=20) as answer:
            page = html.document_fromstring(answer.read(), base_url=answer.url)
            page.make_links_absolute()
            return page

    @staticmethod
    def _form(page: Any, field: str) -> Any:
        """The form of a page that holds this field."""
        for form in page.forms:
            if field in form.fields:
                return form
        raise Unexpected(field)

    @staticmethod
    def _button(page: Any, end: str) -> Any:
        """The form of the first button whose address ends so, with that address."""
        for button in page.xpath("//button[@form and @formaction]"):
            if button.get("formaction").endswith(end):
                form = page.get_element_by_id(button.get("form"))
                form.action = button.get("formaction")
                return form
        raise Unexpected(end)

    def _send(self, form: Any, **values: str) -> Any:
        pairs = [(name, value) for name, value in form.form_values() if name not in values]
        return self._ask(form.action or form.base_url, urlencode(pairs + list(values.items())).encode())

    def sign_in(self, username: str, password: str) -> None:
        page = self._ask("/connexion/")
        secret = page.xpath("//input[@type='password']")[0].get("name")
        form = self._form(page, secret)
        name = next(i.get("name") for i in form.xpath(".//input[not(@type) or @type='text']"))
        page = self._send(form, **{name: username, secret: password})
        code = page.xpath("//*[@id='code-de-demonstration']")[0].text_content()
        self._send(self._form(page, "code"), code="".join(code.split()))

    def open_record(self, matricule: str) -> None:
        state = self._send(self._form(self._ask("/"), "matricule"), matricule=matricule)
        forms = [form for form in state.forms if form.action and form.action.endswith("/ouvrir/")]
        values = {"basis": "TEAM", "certified": "on"} if "certified" in forms[0].fields else {}
        listing = self._send(forms[0], **values)
        self.begin = self._button(listing, "/deposer/")

    def deposit(self) -> Sent:
        """One text of a random size, from the form to the acknowledgement. Raises OSError or Unexpected."""
        self.count += 1
        mark = f"depot-{self.number}-{self.count}-{self.random.getrandbits(64):x}"
        words = " ".join(f"{self.random.getrandbits(40):x}" for _ in range(self.random.choice((10, 1000, 20000))))
        data = f"{mark}\n{words}\n".encode()
        form = self._form(self._send(self.begin), "fichiers")
        draft = form.action or form.base_url
        review = self._ask(draft, self._multipart(form, data), f"multipart/form-data; boundary={BOUNDARY}")
        confirm = self._form(review, "informe")
        pairs = [*confirm.form_values(), ("informe", "on")]
        request = urllib.request.Request(confirm.action, urlencode(pairs).encode())  # noqa: S310  (own server)
        request.add_header("Referer", self.address)
        try:
            self.stay.open(request, timeout=20)
        except urllib.error.HTTPError as answer:
            if answer.code == 302:
                return Sent(draft.rstrip("/").rpartition("/")[2], sha256(data).hexdigest(), mark)
            raise
        raise Unexpected("no redirection")

    def _multipart(self, form: Any, data: bytes) -> bytes:
        kinds = [o.get("value") for o in form.xpath(".//select[@name='type']//option") if o.get("value")]
        today = f"{date.today():%d/%m/%Y}"
        values = {"type": kinds[0], "date_acte": today, "masque": "non", "patient": "tout_de_suite"}
        pairs = [(n, v) for n, v in form.form_values() if n not in values and n not in ("fichiers", "filtrer")]
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in pairs + list(values.items())
        ]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="fichiers"; filename="texte.txt"\r\n'
        parts.append(head.encode() + b"Content-Type: text/plain\r\n\r\n" + data + b"\r\n")
        return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
