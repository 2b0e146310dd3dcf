"""Benchmarks: rendering in process, import, list and reading of a large record. Figures, never tests.

Runs on a throw-away database of its own. Folders given as arguments add their documents to those of the demonstration.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any


def main(folders: list[Path]) -> None:
    with tempfile.TemporaryDirectory(prefix="webps-bench-") as folder:
        os.environ |= {"WEBPS_DEMO": "1", "WEBPS_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "webps.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from webps.embedded.cluster import destroy

        try:
            _prepare()
            _rendering(folders)
            _import(Path(folder), folders)
            _pages()
        finally:
            destroy(Path(folder) / "database")


def _prepare() -> None:
    from django.conf import settings
    from django.core.management import call_command

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS = ["*"]
    with open(os.devnull, "w") as nowhere:
        call_command("migrate", verbosity=0)
        call_command("load_nomenclatures", stdout=nowhere)
        call_command("load_habilitations", apply=True, stdout=nowhere)
        call_command("load_demo", stdout=nowhere)


def milliseconds(action: Callable[[], object], runs: int) -> float:
    """Median of several runs after one that does not count."""
    action()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _files(folders: list[Path]) -> list[Path]:
    return sorted(p for folder in folders for p in folder.rglob("*.xml"))


def _rendering(folders: list[Path]) -> None:
    """Parse to HTML, in process, with the templates of the viewer."""
    from django.template.loader import render_to_string

    from documents.cda.facts import header_facts
    from documents.cda.parser import parse
    from documents.cda.rendering import Reading
    from webps.demo.documents import generate

    contents = {path.name: path.read_bytes() for path in _files(folders)}
    if not contents:
        contents = {f"demo-{n}": d.content for n, d in zip(range(60), generate(date.today()), strict=False)}

    def render(data: bytes) -> str:
        document = parse(data)
        context = {"reading": Reading(document, str), "header_facts": header_facts(document.header), "pdf_view": False}
        return render_to_string("documents/reading/body.html", context | {"title": document.header.title})

    times = {name: milliseconds(lambda data=data: render(data), 9) for name, data in contents.items()}  # type: ignore[misc]
    slowest = max(times, key=times.__getitem__)
    median = statistics.median(times.values())
    print(f"rendering, {len(times)} documents: median {median:.1f} ms, slowest {times[slowest]:.1f} ms ({slowest})")

    _pdf_text(contents.values())


def _pdf_text(contents: Iterable[bytes]) -> None:
    """Of each PDF that the documents hold, by the bounded process."""
    from documents import media
    from documents.cda.parser import parse

    held = [one.data for data in contents for one in parse(data).attachments if one.is_pdf and one.data]
    if held:
        times = [milliseconds(lambda data=data: media.pdf_text(data), 9) for data in held]  # type: ignore[misc]
        print(f"text of {len(held)} PDF files: median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms")


def _import(folder: Path, folders: list[Path]) -> None:
    """Files a second, each in its own transaction, fsync on."""
    from documents.importing import Options, import_file
    from webps.demo.documents import generate

    source = folder / "to-import"
    source.mkdir()
    for rank, item in zip(range(300), generate(date.today()), strict=False):
        text = item.content.replace(b'1.2.250.1.999.35"', b'1.2.250.1.999.36"')
        (source / f"{rank}.xml").write_bytes(text)
    for rank, path in enumerate(_files(folders)):
        (source / f"given-{rank}.xml").write_bytes(path.read_bytes())
    files = sorted(source.iterdir())
    start = time.perf_counter()
    outcomes = [import_file(path, Options(create_patients=True, accept_mismatch=True)).outcome for path in files]
    seconds = time.perf_counter() - start
    print(f"import: {len(files) / seconds:.0f} files a second ({outcomes.count('imported')} of {len(files)} imported)")


def _pages() -> None:
    """Server time of the pages of the record of 2,000 documents, one client, whole stack."""
    from django.test import Client
    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from access.models import User
    from webps.demo.patients import PATIENTS

    user = User.objects.get(username="dr.morvan")
    client = Client()
    client.force_login(user, backend="access.sign_in.backends.AccountBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    assert user.professional is not None
    session["practice"] = user.professional.practices.get().pk
    session.save()
    matricule = next(p.matricule for p in PATIENTS if p.key == "deux_mille")
    state = client.post("/patients/recherche/", {"matricule": matricule})["Location"]
    listing = client.post(f"{state}ouvrir/")["Location"]
    everything = f"{listing}?periode=tout"
    page = client.get(listing).content.decode()
    reading = next(
        part.split('"')[0]
        for part in page.split('href="')
        if part.startswith(listing) and part.count("/") > listing.count("/") and "?" not in part.split('"')[0]
    )
    print(f"list of 24 months: {milliseconds(lambda: client.get(listing), 15):.0f} ms")
    print(f"list of everything (2,000 documents): {milliseconds(lambda: client.get(everything), 15):.0f} ms")
    print(f"reading of one document: {milliseconds(lambda: client.get(reading), 15):.0f} ms")
    _biology(client, listing.replace("/documents/", "/biologie/"))
    _search(client, listing.replace("/documents/", "/rechercher/"))


def _biology(client: Any, address: str) -> None:
    """The table of values, its filters, and the history of the analysis that has the most of them."""
    page = client.get(address).content.decode()
    keys = {part.split("/")[0] for part in page.split(f'href="{address}')[1:]} - {"", "filtrer"}
    longest = max(keys, key=lambda key: len(client.get(f"{address}{key}/").content))
    pages = {"table": "", "older dates": "?page=5", "out of range": "?hors=1", "history": f"{longest}/"}
    times = {name: milliseconds(lambda rest=rest: client.get(address + rest), 15) for name, rest in pages.items()}  # type: ignore[misc]
    print("biology: " + ", ".join(f"{name} {time:.0f} ms" for name, time in times.items()))


def _search(client: Any, address: str) -> None:
    """Words of each kind, searched in the record of 2,000 documents: many hits, few, none."""
    times = {}
    for words in ("hémoglobine", "NFS", "diabète traitement", "hémo*", '"hémoglobine glyquée"', "718-7", "inconnu"):
        client.post(address, {"mots": words})
        times[words] = milliseconds(lambda: client.get(address), 15)
    slowest = max(times, key=times.__getitem__)
    print(f"search: median {statistics.median(times.values()):.0f} ms, slowest {times[slowest]:.0f} ms ({slowest})")


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
