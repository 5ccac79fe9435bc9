"""What processes use of processors and of memory, as Linux counts it (man 5 proc)."""

import os
import re
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
OWN, WAITED_FOR = slice(11, 13), slice(13, 15)
"""Places in /proc/<pid>/stat after the name: user and system time."""


def children_of(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def processor_seconds(pid: int) -> float:
    own, ended = _seconds(pid)
    return own + ended + sum(_seconds(child)[0] for child in children_of(pid))


def _seconds(pid: int) -> tuple[float, float]:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile
        return 0.0, 0.0
    own, ended = (sum(map(int, fields[part])) / TICKS for part in (OWN, WAITED_FOR))
    return own, ended


def megabytes(pid: int) -> tuple[float, float]:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = dict(re.findall(r"^(Rss|Pss): +(\d+) kB$", text, re.MULTILINE))
    return int(found["Rss"]) / 1024, int(found["Pss"]) / 1024
