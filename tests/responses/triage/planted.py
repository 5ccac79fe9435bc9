"""Looks for a planted word in all that is stored."""

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator

from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from access import process_cache
from responses.models import SealedText, SealedWish

SEALED = frozenset({SealedText._meta.db_table, SealedWish._meta.db_table})
"""Where words lie, encrypted: as bytes they are searched too."""
BASE64 = re.compile(rb"[A-Za-z0-9+/=_-]{24,}")


def tables_with(word: str) -> list[str]:
    with connection.cursor() as cursor:
        return [
            table
            for table in sorted(connection.introspection.table_names())
            if any(word in each for each in _cells(cursor, table))
        ]


def kept_with(word: str) -> list[str]:
    kept = {f"session {each.pk}": str(each.get_decoded()) for each in Session.objects.all()}
    kept["process"] = str(process_cache._entries)
    kept["cache"] = str(vars(caches["default"]))
    return [name for name, held in kept.items() if word in held]


def _cells(cursor, table: str) -> Iterator[str]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    for row in cursor:
        for cell in row:
            if isinstance(cell, bytes | memoryview):
                yield from readable(bytes(cell))
            else:
                text = str(cell)
                yield text
                for found in BASE64.findall(text.encode()):
                    yield from _unpacked(base64.urlsafe_b64decode, found)


def readable(data: bytes) -> Iterator[str]:
    yield data.decode(errors="replace")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield name
                yield from readable(packed.read(name))
    elif data.startswith(b"%PDF"):
        yield from _of_pdf(data)
    else:
        for window in (zlib.MAX_WBITS, 16 + zlib.MAX_WBITS):
            yield from _unpacked(lambda packed, w=window: zlib.decompress(packed, w), data)


def _of_pdf(data: bytes) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        return
    yield str(reader.metadata)
    for page in reader.pages:
        yield page.extract_text()


def _unpacked(unpack: Callable[[bytes], bytes], data: bytes) -> Iterator[str]:
    try:
        yield unpack(data).decode(errors="replace")
    except (ValueError, zlib.error, PyPdfError):
        return
