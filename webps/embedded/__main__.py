"""Command line of the embedded database: python -m webps.embedded {start,stop,status}."""

import argparse
import os
import sys
from pathlib import Path

from webps.embedded.cluster import ensure_running, status, stop
from webps.embedded.runner import EmbeddedDatabaseError

DEFAULT = Path(os.environ.get("WEBPS_DATA_DIR", "var")) / "database"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m webps.embedded", description="The portal's embedded PostgreSQL.")
    parser.add_argument("action", choices=["start", "stop", "status"], help="status: exit 0 when it runs, 3 when not")
    parser.add_argument("--data-dir", type=Path, default=DEFAULT, help=f"folder of the database (default: {DEFAULT})")
    options = parser.parse_args()
    try:
        if options.action == "start":
            print(ensure_running(options.data_dir).host)
        elif options.action == "stop":
            stop(options.data_dir)
        elif (connection := status(options.data_dir)) is None:
            print("stopped", file=sys.stderr)
            return 3
        else:
            print(connection.host)
    except EmbeddedDatabaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
