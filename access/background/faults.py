"""What may be logged and shown of an unexpected error: its kind and place, never its message."""

import traceback
from pathlib import Path

from django.conf import settings


def describe(error: Exception) -> str:
    """The kind of an error and the file and line it came from, in at most 160 characters. Its
    message is left out, because it may hold a number or an address."""
    frames = traceback.extract_tb(error.__traceback__)
    frame = ([frame for frame in frames if _is_ours(frame.filename)] or frames)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"{type(error).__name__} at {place}"[:160]


def _is_ours(file_name: str) -> bool:
    path = Path(file_name)
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts
