"""A file of sound or pictures, whole or in the parts that a player asks for."""

import re
from pathlib import Path

from django.http import HttpResponse

MOST_BYTES = 1024 * 1024
"""The most that one answer holds; a player asks again for what follows."""


def play(path: Path, *, content_type: str, asked_range: str) -> HttpResponse:
    """`asked_range` is the Range header, "" without one. 206 with the part, 416 for a part that the
    file does not have."""
    size = path.stat().st_size
    span = _span(asked_range, size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    with path.open("rb") as file:
        file.seek(first)
        content = file.read(last - first + 1)
    response = HttpResponse(content, content_type=content_type, headers={"Accept-Ranges": "bytes"})
    if asked_range or last + 1 < size:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _span(asked_range: str, size: int) -> tuple[int, int] | None:
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", asked_range.strip())
    if not found or found[0] == "bytes=-":
        return 0, min(size, MOST_BYTES) - 1
    if not found[1]:
        first, last = max(size - int(found[2]), 0), size - 1
    else:
        first = int(found[1])
        last = min(int(found[2]), size - 1) if found[2] else size - 1
    return (first, min(last, first + MOST_BYTES - 1)) if first <= last and first < size else None
