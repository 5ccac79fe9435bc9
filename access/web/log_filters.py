"""Nothing personal reaches a log: no address of a page, which may hold a token (SAF-4), and no
row of a table, which may hold answers."""

import logging
import re

LINK_TOKEN = re.compile(r"/[0-9A-Za-z]{10,}")
"""Also one that lost a letter or took one along when it was copied out of the text."""

NUMBER = re.compile(r"\+?\d[\d \-]{8,}\d")
ROW = re.compile(r"\b(DETAIL|CONTEXT): .*")
"""Where PostgreSQL repeats the row or the value that it refused."""


WHOLE_PAGES_AND_ROWS = ("django.template", "django.db.backends")
"""Down at DEBUG these write out what a page shows and what a statement stores."""


class NoPaths(logging.Filter):
    """Replaces anything in a log line, or in the traceback under it, that looks like a link
    token, a telephone number or a row. What would be nothing else is left out, whatever level
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
    """The places of the code stay readable: they hold nobody's data."""
    return line if line.lstrip().startswith('File "') else _without_persons(line)


def _without_persons(text: str) -> str:
    text = ROW.sub(r"\1: [row]", text)
    return NUMBER.sub("[number]", LINK_TOKEN.sub("/[token]", text))
