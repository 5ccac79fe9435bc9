"""Requests hold link tokens: no logger prints a path, and every handler has the filter (SAF-4)."""

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
