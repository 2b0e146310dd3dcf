"""Gunicorn's settings. Threads, not many processes: pages wait on the database more than they compute."""

import gc
import multiprocessing
import os
from typing import Any

workers = int(os.environ.get("WEBPS_WORKERS", min(4, multiprocessing.cpu_count())))
worker_class = "gthread"
threads = int(os.environ.get("WEBPS_THREADS", 8))
preload_app = False  # each worker opens its own database pool
timeout = 60
graceful_timeout = 20
keepalive = 5
limit_request_line = 4094
accesslog = None  # the journal says who read what; an access log would only add addresses
loglevel = "warning"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "webps.logs.RedactingFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}


def post_worker_init(worker: Any) -> None:
    settle()


def settle() -> None:
    """What stays as long as the process is not looked through again; a page of many rows makes objects by thousands,
    and the collector would run several times for nothing: a tenth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
