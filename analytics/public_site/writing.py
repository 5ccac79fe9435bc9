"""All or nothing."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from analytics.public_site.content import SiteFile


class UnableToHostError(ValueError):
    pass


def checked_address(address: str, *, apart_from: Iterable[str]) -> str:
    """ "" for none. Raises UnableToHostError."""
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        message = f"{address} is no address such as https://figures.example.org/"
        raise UnableToHostError(message)
    for host in filter(None, apart_from):
        if _is_same_or_subdomain(parts.hostname, host):
            message = f"{parts.hostname} is the host of the links, or beside it: {host}"
            raise UnableToHostError(message)
    return address.rstrip("/") + "/"


def _is_same_or_subdomain(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


MANIFEST = "manifest.json"
SITE = "national-victim-survey-public-site"
FOLDER_MODE, FILE_MODE = 0o755, 0o644
FEW = 3


class UnableToExportSiteError(Exception):
    pass


def manifest(files: Iterable[SiteFile], lasting_pages: Iterable[str]) -> dict[str, Any]:
    listed = [
        {
            "path": file.path,
            "bytes": len(file.content),
            "sha256": hashlib.sha256(file.content).hexdigest(),
            "is_lasting": file.is_lasting,
        }
        for file in sorted(files, key=lambda file: file.path)
    ]
    return {"site": SITE, "files": listed, "lasting_pages": sorted(lasting_pages)}


def write_site(folder: Path, files: Sequence[SiteFile], lasting_pages: Sequence[str]) -> None:
    """`lasting_pages` have permanent addresses and changeable text. Raises UnableToExportSiteError,
    leaving the folder as it was."""
    listed = manifest(files, lasting_pages)
    folder = folder.resolve()
    earlier = _earlier(folder)
    of_now = {file["path"]: file["sha256"] for file in listed["files"]}
    for file in earlier.get("files", ()):
        if file["is_lasting"] and of_now.get(file["path"]) != file["sha256"]:
            message = f"{file['path']} was published for good, and would go or change."
            raise UnableToExportSiteError(message)
    if lost := sorted(set(earlier.get("lasting_pages", ())) - set(listed["lasting_pages"])):
        message = f"These addresses were promised to last, and would go: {', '.join(lost[:FEW])}."
        raise UnableToExportSiteError(message)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _fill(beside, files)
        content = json.dumps(listed, indent=1) + "\n"
        (beside / MANIFEST).write_text(content, encoding="utf-8", newline="")
        (beside / MANIFEST).chmod(FILE_MODE)
        beside.chmod(FOLDER_MODE)
        _put_in_place(beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _fill(folder: Path, files: Iterable[SiteFile]) -> None:
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        path.chmod(FILE_MODE)


def _put_in_place(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        os.replace(folder, old)  # noqa: PTH105  onto an empty folder
    except OSError:
        old.rmdir()
        raise
    try:
        new.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _earlier(folder: Path) -> Mapping[str, Any]:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return {}
    if not folder.is_dir():
        message = f"{folder} is a file."
        raise UnableToExportSiteError(message)
    found = _read_json(folder / MANIFEST)
    if found.get("site") != SITE:
        message = f"{folder} is not empty, and no earlier export. Name a new folder."
        raise UnableToExportSiteError(message)
    ours = {MANIFEST, *(file["path"] for file in found["files"])}
    stood = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if strange := sorted(stood - ours):
        message = f"{folder} holds what no export wrote: {', '.join(strange[:FEW])}. Move it first."
        raise UnableToExportSiteError(message)
    return found


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
