"""In RECORDINGS_DIR."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from survey.definition.types import Question
from survey.recordings.clips import Recording, RecordingKind, read_recordings, recording_of


def playable(question: Question, *, language: str, kind: RecordingKind) -> Recording | None:
    """Unchanged since it was checked; else None."""
    found = recording_of(read_recordings(), question, language=language, kind=kind)
    return found if found and is_unchanged(found) else None


def path_of(recording: Recording) -> Path:
    return Path(settings.RECORDINGS_DIR) / recording.file


def is_unchanged(recording: Recording) -> bool:
    path = path_of(recording)
    if not path.is_file():
        return False
    return _sha256(path, path.stat().st_mtime_ns) == recording.sha256


@lru_cache(maxsize=1024)
def _sha256(path: Path, changed_at: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
