"""Removes personal data from log records: page addresses, which may hold a link token (SAF-4),
telephone numbers, and rows of tables, which may hold answers."""

import logging
import re

LINK_TOKEN = re.compile(r"/[0-9A-Za-z]{10,}")
"""Looser than a real token, so that one with letters lost or added in copying matches too."""

ID = r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=\d*[A-Za-z])[0-9A-Za-z]{32}\b"
"""An id of a task, of a worker or of a request: a UUID, or a word of 32 with a letter in it."""

NUMBER = re.compile(rf"({ID})|\+?\d[\d \-]{{8,}}\d")
ROW = re.compile(r"\b(DETAIL|CONTEXT): .*")
"""The lines in which PostgreSQL repeats the row or value that it refused."""


WHOLE_PAGES_AND_ROWS = ("django.template", "django.db.backends")
"""Loggers that write whole pages and whole statements at DEBUG and INFO."""


class RemovePersonalData(logging.Filter):
    """Replaces whatever looks like a link token, a telephone number or a row, in a log message and
    in its traceback. Records of WHOLE_PAGES_AND_ROWS below WARNING are dropped, whatever level
    somebody sets while looking for a fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING and record.name.startswith(WHOLE_PAGES_AND_ROWS):
            return False
        record.msg = _without_persons(record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = "\n".join(map(_traceback_line, record.exc_text.splitlines()))
        return True


def _traceback_line(line: str) -> str:
    """Lines that name a file of the code are kept: they hold no personal data."""
    return line if line.lstrip().startswith('File "') else _without_persons(line)


def _without_persons(text: str) -> str:
    text = ROW.sub(r"\1: [row]", text)
    return NUMBER.sub(_id_or_nothing, LINK_TOKEN.sub("/[token]", text))


def _id_or_nothing(found: re.Match[str]) -> str:
    return found[1] or "[number]"
