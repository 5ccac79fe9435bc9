"""Only the proxy beside it asks; it buffers requests, so slow phones hold no threads."""

import gc
import os
from typing import Any

from config.logs import logging_of

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
worker_tmp_dir = "/dev/shm"  # noqa: S108  in memory, so that a slow disk ends no worker
preload_app = True
timeout = 60
graceful_timeout = 30
keepalive = 75  # longer than the proxy keeps an idle connection
backlog = 512
control_socket_disable = True

# A link has 12 letters.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# Only the proxy may say that a request came over TLS.
forwarded_allow_ips = "127.0.0.1"

accesslog = None  # lines with paths hold links (SAF-4); the service writes its own
_form = os.environ.get("LOG_FORM") or "json"
logconfig_dict = logging_of(_form) | {
    "loggers": {"gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True}},
}


def when_ready(_server: Any) -> None:
    """What is loaded by now is kept from the collector, so that forked processes share its
    memory."""
    gc.collect()
    gc.freeze()
