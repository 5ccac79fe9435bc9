"""The counts of web processes that have ended. The library gives each process files of its own,
which nobody deletes: they would grow with every restart. They are added up into one file of each
kind, so that no total becomes smaller, which a watcher would read as a process that began anew."""

import logging
import os
import struct
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

KINDS = ("counter", "histogram")
"""Those that we make (access.telemetry.web_counts). Both are sums."""

KEPT = "ended"
"""Stands in the name of a file of sums where that of a process has its number."""

UNREADABLE = (RuntimeError, ValueError, struct.error)
"""What the library raises for a file whose process was killed while it made it."""

logger = logging.getLogger(__name__)


def fold(folder: Path) -> int:
    """Add up and delete the files of processes that have ended. Returns how many files that were.

    Killed between the two, it counts them twice: a count too many, once, on a watcher's screen."""
    return sum(_fold_kind(folder, kind) for kind in KINDS)


def _fold_kind(folder: Path, kind: str) -> int:
    ended = [file for file in sorted(folder.glob(f"{kind}_*.db")) if _has_ended(file)]
    if ended:
        kept = folder / f"{kind}_{KEPT}.db"
        _write(_sums([*ended, *([kept] if kept.exists() else [])]), kept)
        for file in ended:
            file.unlink()
    return len(ended)


def _has_ended(file: Path) -> bool:
    number = file.stem.rpartition("_")[2]
    if not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _sums(files: Iterable[Path]) -> Counter[str]:
    from prometheus_client.mmap_dict import MmapedDict

    sums: Counter[str] = Counter()
    for file in files:
        try:
            read = MmapedDict.read_all_values_from_file(file)  # type: ignore[no-untyped-call]
            found = {key: value for key, value, _time, _place in read}
        except UNREADABLE as error:
            logger.warning("The counts of an ended process are lost: %s", type(error).__name__)
        else:
            for key, value in found.items():
                sums[key] += value
    return sums


def _write(sums: Counter[str], target: Path) -> None:
    """At one moment: a file half written is no scrape's."""
    from prometheus_client.mmap_dict import MmapedDict

    new = target.with_suffix(".new")
    new.unlink(missing_ok=True)
    written = MmapedDict(str(new))  # type: ignore[no-untyped-call]
    for key, value in sums.items():
        written.write_value(key, value, 0.0)  # type: ignore[no-untyped-call]
    written.close()  # type: ignore[no-untyped-call]
    new.replace(target)
