"""Writes the site to a folder: whole, or not at all. Pure but for the files.

The folder is a new one, an empty one, or an earlier export, which its manifest tells. An address
that was promised to last is never taken away, and no byte of a published file is changed."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analytics.public_site.content import SiteFile

MANIFEST = "manifest.json"
SITE = "national-victim-survey-public-site"
FOLDER_MODE, FILE_MODE = 0o755, 0o644
FEW = 3


class UnableToExportSiteError(Exception):
    """Why nothing was written, in words for the person who asked."""


def manifest(files: Iterable[SiteFile], lasting_pages: Iterable[str]) -> dict[str, Any]:
    """Every file with its size and checksum, in the order of their paths."""
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
    """`lasting_pages` are paths of pages whose words may change and whose addresses may not. Raises
    UnableToExportSiteError, and then the folder is as it was."""
    listed = manifest(files, lasting_pages)
    folder = folder.resolve()
    _refuse_lost(_earlier(folder), listed)
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
    """What stood there stands again if the new one cannot take its place."""
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
    """The manifest of what stands there; empty where nothing does. Raises UnableToExportSiteError
    for what is no export of this site."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return {}
    if not folder.is_dir():
        message = f"{folder} is a file."
        raise UnableToExportSiteError(message)
    found = _read(folder / MANIFEST)
    if found.get("site") != SITE:
        message = f"{folder} is not empty, and no earlier export. Name a new folder."
        raise UnableToExportSiteError(message)
    ours = {MANIFEST, *(file["path"] for file in found["files"])}
    stood = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if strange := sorted(stood - ours):
        message = f"{folder} holds what no export wrote: {', '.join(strange[:FEW])}. Move it first."
        raise UnableToExportSiteError(message)
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _refuse_lost(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    of_now = {file["path"]: file["sha256"] for file in now["files"]}
    for file in earlier.get("files", ()):
        if file["is_lasting"] and of_now.get(file["path"]) != file["sha256"]:
            message = f"{file['path']} was published for good, and would go or change."
            raise UnableToExportSiteError(message)
    if lost := sorted(set(earlier.get("lasting_pages", ())) - set(now["lasting_pages"])):
        message = f"These addresses were promised to last, and would go: {', '.join(lost[:FEW])}."
        raise UnableToExportSiteError(message)
