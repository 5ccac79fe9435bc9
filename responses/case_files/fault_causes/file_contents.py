"""By its first bytes, not its name."""

from collections.abc import Mapping
from enum import StrEnum

BYTES_LOOKED_AT = 512
ZIP_MAGIC = b"PK\x03\x04"
NAME_LENGTH, NAME_START = slice(26, 28), 30
"""Position of the first file's name in an archive's first header."""


class FileContent(StrEnum):
    PICTURE = "picture"
    PDF = "pdf"
    WEB_PAGE = "web_page"
    ARCHIVE = "archive"
    DOCUMENT = "document"


BEGINNINGS: Mapping[bytes, FileContent] = {
    b"\x89PNG": FileContent.PICTURE,
    b"\xff\xd8\xff": FileContent.PICTURE,
    b"GIF8": FileContent.PICTURE,
    b"II*\x00": FileContent.PICTURE,
    b"MM\x00*": FileContent.PICTURE,
    b"%PDF": FileContent.PDF,
    b"{\\rtf": FileContent.DOCUMENT,
    b"7z\xbc\xaf": FileContent.ARCHIVE,
    b"Rar!": FileContent.ARCHIVE,
}
OF_WEB_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")


def no_table(head: bytes) -> FileContent | None:
    for beginning, content in BEGINNINGS.items():
        if head.startswith(beginning):
            return content
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(OF_WEB_PAGES):
        return FileContent.WEB_PAGE
    return _content_of_archive(head) if head.startswith(ZIP_MAGIC) else None


def _content_of_archive(head: bytes) -> FileContent | None:
    length = int.from_bytes(head[NAME_LENGTH], "little")
    name = head[NAME_START : NAME_START + length].lower()
    return FileContent.ARCHIVE if name.endswith((b".csv", b".xlsx", b".xls", b".txt")) else None
