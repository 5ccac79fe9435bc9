"""Names errors by kind and place: a message may hold personal data."""

import traceback
from pathlib import Path

from django.conf import settings


def describe(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    frame = ([frame for frame in frames if _is_ours(frame.filename)] or frames)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"{type(error).__name__} at {place}"[:160]


def _is_ours(file_name: str) -> bool:
    path = Path(file_name)
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts
