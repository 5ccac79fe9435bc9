"""Removes addresses with link tokens (SAF-4), telephone numbers, email addresses, rows, and errors
in modules with people's own words."""

import logging
import re
import traceback
from collections.abc import Iterator
from pathlib import Path

LINK_TOKEN = re.compile(r"/[0-9A-Za-z]{10,}")
"""Looser than a real token, so that a badly copied one matches too."""

ID = r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=\d*[A-Za-z])[0-9A-Za-z]{32}\b"
"""A UUID, or 32 characters with a letter."""

NUMBER = re.compile(rf"({ID})|\+?\d[\d \xa0()\-]{{8,}}\d")
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
ROW = re.compile(r"\b(DETAIL|CONTEXT): .*")
"""Lines in which PostgreSQL repeats the row or value that it refused."""


WHOLE_PAGES_AND_ROWS = ("django.template", "django.db.backends")
"""Loggers that write whole pages and statements at DEBUG and INFO."""


ROOM_OF_PEOPLE = Path(__file__).resolve().parents[2] / "responses"
"""Modules that handle names, numbers and people's own words: an error may quote them."""
OF_THE_DATABASE_ITSELF = frozenset({"OperationalError", "InterfaceError"})
"""Errors about the connection, not about a row."""


class RemovePersonalData(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING and record.name.startswith(WHOLE_PAGES_AND_ROWS):
            return False
        record.msg = _without_persons(record.getMessage())
        record.args = ()
        is_of_security = record.name.startswith("django.security")
        is_of_a_page = record.name == "django.request" and record.levelno < logging.ERROR
        if is_of_security or is_of_a_page:
            record.exc_info = record.exc_text = None
        if record.exc_info and not record.exc_text:
            record.exc_text = _clean_traceback(
                record.exc_info[1]
            ) or logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = "\n".join(map(_traceback_line, record.exc_text.splitlines()))
        return True


def _clean_traceback(error: BaseException | None) -> str:
    told = [*_errors(error)]
    frames = (frame for each in told for frame in traceback.extract_tb(each.__traceback__))
    if not any(Path(frame.filename).is_relative_to(ROOM_OF_PEOPLE) for frame in frames):
        return ""
    return "\n".join(_kind_and_places(each) for each in told)


def _errors(error: BaseException | None) -> Iterator[BaseException]:
    if error is None:
        return
    is_of_it = error.__cause__ is None and not error.__suppress_context__
    yield from _errors(error.__context__ if is_of_it else error.__cause__)
    for part in getattr(error, "exceptions", ()):
        yield from _errors(part)
    yield error


def _kind_and_places(error: BaseException) -> str:
    kind = type(error).__name__
    said = f"{kind}: {error}" if kind in OF_THE_DATABASE_ITSELF else kind
    return f"{''.join(traceback.format_tb(error.__traceback__))}{said}"


def _traceback_line(line: str) -> str:
    return line if line.lstrip().startswith('File "') else _without_persons(line)


def _without_persons(text: str) -> str:
    text = EMAIL.sub("[email]", ROW.sub(r"\1: [row]", text))
    return NUMBER.sub(_id_or_nothing, LINK_TOKEN.sub("/[token]", text))


def _id_or_nothing(found: re.Match[str]) -> str:
    return found[1] or "[number]"
