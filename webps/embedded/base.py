"""Django's own PostgreSQL backend, which first makes sure that the embedded server runs.

Nothing starts at import: only when a connection is about to be made.
"""

from typing import Any

from django.db.backends.postgresql import base

from webps.embedded.cluster import ensure_running


class DatabaseWrapper(base.DatabaseWrapper):
    """`settings_dict["EMBEDDED"]` says where the cluster lives and whether it is durable."""

    def get_connection_params(self) -> dict[str, Any]:
        embedded = self.settings_dict["EMBEDDED"]
        where = ensure_running(embedded["DATA_DIR"], durable=embedded["DURABLE"])
        return super().get_connection_params() | {"host": where.host, "port": where.port, "user": where.user}
