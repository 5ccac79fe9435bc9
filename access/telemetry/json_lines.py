"""Log records as lines of JSON, for machines that collect them. Only what is listed here is
written: whatever else a library hangs on a record (a request, an SQL statement) is not."""

import json
import logging
from datetime import UTC, datetime

FACTS = ("reader", "route", "method", "status", "milliseconds")
"""What the line of a request says (access.telemetry.middleware)."""


class JsonLines(logging.Formatter):
    """One object a line: at (UTC), level, logger, said, request, and a traceback under `fault`.
    The filter that removes personal data has been at message and traceback before."""

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
