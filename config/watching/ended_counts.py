import logging
import os
import struct
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

KINDS = ("counter", "histogram")
"""The metric types that access.telemetry.web_counts creates. Both are sums."""

KEPT = "ended"
"""Takes the place of the process number in the file name of sums from ended processes."""

UNREADABLE = (RuntimeError, ValueError, struct.error)
"""Errors that the library raises for a file left incomplete by a killed process."""

logger = logging.getLogger(__name__)


def fold(folder: Path) -> int:
    """Return how many files. Killed midway, it counts them twice."""
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
    from prometheus_client.mmap_dict import MmapedDict

    new = target.with_suffix(".new")
    new.unlink(missing_ok=True)
    written = MmapedDict(str(new))  # type: ignore[no-untyped-call]
    for key, value in sums.items():
        written.write_value(key, value, 0.0)  # type: ignore[no-untyped-call]
    written.close()  # type: ignore[no-untyped-call]
    new.replace(target)
