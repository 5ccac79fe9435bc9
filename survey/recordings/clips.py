"""The list holds a hash of the words, so that an outdated recording is never played."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from survey.definition.types import Question

FILE = Path(__file__).resolve().parent.parent / "instruments" / "recordings.csv"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
SHA256 = re.compile(r"[0-9a-f]{64}")


class RecordingListError(ValueError):
    """The list is not valid."""


class RecordingKind(StrEnum):
    SPEECH = "speech"
    """The words read aloud."""
    SIGN = "sign"
    """The words in British Sign Language."""

    @property
    def suffix(self) -> str:
        return ".mp3" if self is RecordingKind.SPEECH else ".mp4"

    @property
    def content_type(self) -> str:
        return "audio/mpeg" if self is RecordingKind.SPEECH else "video/mp4"


SIGNED_LANGUAGES = frozenset({"en", "cy"})
"""The languages whose words are to be signed. British Sign Language is used with both."""


@dataclass(frozen=True)
class Recording:
    """`words` is a hash, `seconds` the length, `by` who read or signed, `checked_on` when a second
    person compared it."""

    question: str
    language: str
    kind: RecordingKind
    words: str
    file: str
    sha256: str
    seconds: int
    by: str
    checked_on: date


def words_to_record(question: Question, language: str) -> str:
    if not question.text.get(language):
        return ""
    texts = [question.text, question.hint, *(choice.text for choice in question.choices)]
    lines = (re.sub(r"</?strong>", "", text.get(language, "")).strip() for text in texts)
    return "\n".join(filter(None, lines))


def hash_of_words(words: str) -> str:
    """Enough to tell wordings of one question apart."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def file_name(question: Question, language: str, kind: RecordingKind) -> str:
    words = hash_of_words(words_to_record(question, language))
    return f"{question.code.lower()}.{language}.{words}{kind.suffix}"


def recording_of(
    recordings: Iterable[Recording], question: Question, *, language: str, kind: RecordingKind
) -> Recording | None:
    """None where there is none of these words."""
    words = words_to_record(question, language)
    return next(
        (
            each
            for each in _matching_recordings(recordings, question, language, kind)
            if words and each.words == hash_of_words(words)
        ),
        None,
    )


def has_other_words(
    recordings: Iterable[Recording], question: Question, *, language: str, kind: RecordingKind
) -> bool:
    own = list(_matching_recordings(recordings, question, language, kind))
    return bool(own) and recording_of(own, question, language=language, kind=kind) is None


def _matching_recordings(
    recordings: Iterable[Recording], question: Question, language: str, kind: RecordingKind
) -> Iterator[Recording]:
    wanted = (question.code, language, kind)
    return (each for each in recordings if (each.question, each.language, each.kind) == wanted)


@cache
def read_recordings(path: Path = FILE) -> tuple[Recording, ...]:
    """Read once per process. Raises RecordingListError."""
    return parse_recordings(path.read_text(encoding="utf-8"))


def parse_recordings(text: str) -> tuple[Recording, ...]:
    """Raises RecordingListError."""
    rows = enumerate(csv.DictReader(io.StringIO(text)), 2)
    return tuple(_recording(row, number) for number, row in rows)


def _recording(row: Mapping[str, str | None], number: int) -> Recording:
    try:
        found = Recording(
            question=row["question"] or "",
            language=row["language"] or "",
            kind=RecordingKind(row["kind"] or ""),
            words=row["words"] or "",
            file=row["file"] or "",
            sha256=row["sha256"] or "",
            seconds=int(row["seconds"] or ""),
            by=row["by"] or "",
            checked_on=date.fromisoformat(row["checked_on"] or ""),
        )
    except (KeyError, ValueError) as fault:
        message = f"line {number}: {fault}"
        raise RecordingListError(message) from fault
    if reason := _fault(found):
        message = f"line {number}: {reason}"
        raise RecordingListError(message)
    return found


def _fault(found: Recording) -> str:
    if not NAME.fullmatch(found.file) or not found.file.endswith(found.kind.suffix):
        return f"{found.file!r} is not a plain file name that ends in {found.kind.suffix}"
    if not SHA256.fullmatch(found.sha256):
        return "sha256 must be 64 hex digits"
    if not found.by:
        return "by must say who read or signed it"
    return ""
