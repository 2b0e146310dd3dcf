"""Django's own PostgreSQL backend, which first makes sure that the embedded server runs.

Nothing starts at import: only when a connection is about to be made.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base, client
from django.db.utils import OperationalError

from webps.embedded.cluster import Connection, ensure_running
from webps.embedded.runner import EmbeddedDatabaseError, binaries_folder


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`, by the psql that comes with the server."""

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.get_connection_params()  # fills the address in, having started the server
        type(self).executable_name = str(binaries_folder() / "psql")
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """`settings_dict["EMBEDDED"]` says where the cluster lives and whether it is durable."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        embedded = self.settings_dict["EMBEDDED"]
        try:
            where = _running(Path(embedded["DATA_DIR"]), embedded["DURABLE"])
        except EmbeddedDatabaseError as error:
            # To Django and to the page on health it is one more database that cannot be reached.
            raise OperationalError(str(error)) from error
        self.settings_dict.update({"HOST": where.host, "PORT": where.port, "USER": where.user})
        return super().get_connection_params()


@cache  # once per process: later connections cost nothing more than with any other server
def _running(data_dir: Path, durable: bool) -> Connection:
    return ensure_running(data_dir, durable=durable)
