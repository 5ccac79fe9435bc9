"""How logs are written: by this service, and by the server that runs it (deploy/gunicorn.conf.py).

Request lines hold link tokens, so no logger may print a path, and every handler has the filter that
removes them (SAF-4). Read before Django's settings stand, so it reads none."""

from typing import Any


def logging_of(form: str) -> dict[str, Any]:
    """`form` is json or line (LOG_FORM)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "name_request": {"()": "access.telemetry.request_ids.NameRequest"},
            "remove_personal_data": {"()": "access.web.log_filters.RemovePersonalData"},
        },
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": "access.telemetry.json_lines.JsonLines"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["name_request", "remove_personal_data"],
            },
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        },
    }
