"""Benchmarks: figures, never tests. Run by `script/bench`, on a throw-away database of their own."""

import argparse
import os
import tempfile
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument(
        "folders", nargs="*", type=Path, help="folders of CDA documents to draw, instead of the demonstration’s"
    )
    parser.add_argument("--xslt", type=Path, help="a generic style sheet for CDA, to compare its drawing with ours")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="webps-bench-") as folder:
        os.environ |= {"WEBPS_DEMO": "1", "WEBPS_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "webps.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from webps.bench import files, pages
        from webps.embedded.cluster import destroy
        from webps.server import settle

        try:
            _prepare()
            settle()  # as a worker of the server
            files.measure(Path(folder), asked.folders, asked.xslt)
            pages.measure()
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


if __name__ == "__main__":
    main()
