"""Server time and weight of the pages of the record of 2,000 documents: one client, the whole stack."""

import re
from dataclasses import dataclass

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import User
from documents.reading.kept import KEPT
from webps.bench.timing import each, told
from webps.demo.patients import PATIENTS

RUNS = 21
# Of each kind: many hits, few, none.
WORDS = (
    "hémoglobine",
    "NFS",
    "diabète traitement",
    "hémo*",
    "créatinine -urine",
    "« hémoglobine glyquée »",
    "718-7",
    "inconnu",
)


@dataclass(frozen=True, slots=True)
class Record:
    """The opened record, and a reader's way through it."""

    client: Client
    base: str

    def page(self, path: str) -> str:
        answer = self.client.get(f"{self.base}{path}")
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def told(self, name: str, path: str) -> None:
        weight = len(self.page(path).encode()) / 1024
        told(f"{name} ({weight:.0f} KB)", each(lambda: self.page(path), RUNS))


def measure() -> None:
    record = _opened()
    everything = "documents/?periode=tout"
    record.told("list of 24 months", "documents/")
    record.told("list of everything, 2,000 documents", everything)
    for name, more in (
        ("filtered by category", "categorie=biologie"),
        ("filtered by unread", "non_lus=1"),
        ("sorted by title", "tri=titre"),
        ("sorted by deposit", "tri=depot"),
        ("grouped by period", "groupe=periode"),
        ("grouped by episode", "groupe=episode"),
        ("page 20", "page=20"),
    ):
        record.told(f"  {name}", f"{everything}&{more}")
    for words in WORDS:
        record.client.post(f"{record.base}rechercher/", {"mots": words})
        record.told(f"search of {words} in 2,000 documents", "rechercher/?periode=tout")
    _biology(record)
    record.told("timeline", "frise/?periode=tout")
    record.told("synthesis", "synthese/")
    _reading(record, re.findall(rf'href="{record.base}(documents/[0-9a-f-]{{36}}/)', record.page(everything)))


def _biology(record: Record) -> None:
    """The table of values, its filters, and the history of the analysis that has the most of them."""
    record.told("biology", "biologie/")
    record.told("  older dates", "biologie/?page=5")
    record.told("  out of range", "biologie/?hors=1")
    keys = set(re.findall(rf'href="{record.base}(biologie/(?!filtrer)[^/"?]+/)', record.page("biologie/")))
    record.told("  one analysis", max(keys, key=lambda key: len(record.page(key))))


def _reading(record: Record, addresses: list[str]) -> None:
    """Documents opened for the first time, then those that had been prepared."""
    addresses = list(dict.fromkeys(addresses))[: RUNS + 1]
    record.page(addresses.pop())  # templates
    KEPT.clear()
    told("opening of a document", [each(lambda path=path: record.page(path), 1)[0] for path in addresses])  # type: ignore[misc]
    KEPT.clear()
    for path in addresses:
        record.client.get(f"{record.base}{path}preparer/")
    told("  when it was prepared", [each(lambda path=path: record.page(path), 1)[0] for path in addresses])  # type: ignore[misc]


def _opened() -> Record:
    user = User.objects.get(username="dr.morvan")
    assert user.professional is not None
    client = Client()
    client.force_login(user, backend="access.sign_in.backends.AccountBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session["practice"] = user.professional.practices.get().pk
    session.save()
    matricule = next(one.matricule for one in PATIENTS if one.key == "deux_mille")
    state = client.post("/patients/recherche/", {"matricule": matricule})["Location"]
    return Record(client, client.post(f"{state}ouvrir/")["Location"].removesuffix("documents/"))
