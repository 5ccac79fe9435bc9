import json
import logging
from datetime import UTC, datetime

FACTS = ("reader", "route", "method", "status", "milliseconds")
"""Fields of a request's line (access.telemetry.middleware)."""


class JsonLines(logging.Formatter):
    """Keys: at (UTC), level, logger, said, request, fault."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "said": record.getMessage(),
        }
        if request_id := getattr(record, "request_id", ""):
            line["request"] = request_id
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            line["fault"] = record.exc_text
        line |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        return json.dumps(line, ensure_ascii=False)
