"""Columns force and member."""

import csv
from collections.abc import Iterable, Iterator, Mapping

COLUMNS = {"force", "member"}


class PeerFileError(ValueError):
    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def read_groups(lines: Iterable[str], *, codes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Raises PeerFileError with every error."""
    reader = csv.DictReader(lines)
    missing = COLUMNS - set(reader.fieldnames or ())
    if missing:
        raise PeerFileError([f"line 1: no column {name}" for name in sorted(missing)])
    groups: dict[str, list[str]] = {}
    faults: list[str] = []
    for number, row in enumerate(reader, 2):
        faults += [f"line {number}: {fault}" for fault in _faults(row, codes, groups)]
        if not faults:
            force, member = (
                codes[(row[column] or "").casefold()] for column in ("force", "member")
            )
            groups.setdefault(force, []).append(member)
    if not groups and not faults:
        faults.append("line 2: the file has no rows")
    if faults:
        raise PeerFileError(faults)
    return {force: tuple(members) for force, members in groups.items()}


def _faults(
    row: Mapping[str, str | None], codes: Mapping[str, str], groups: Mapping[str, list[str]]
) -> Iterator[str]:
    found = {}
    for column in ("force", "member"):
        name = (row[column] or "").strip()
        if name.casefold() in codes:
            found[column] = codes[name.casefold()]
        else:
            yield f"column {column}: no force is called “{name}”"
    if len(found) < 2:
        return
    if found["force"] == found["member"]:
        yield f"{found['force']} is named in its own group"
    elif found["member"] in groups.get(found["force"], ()):
        yield f"{found['member']} stands in the group of {found['force']} twice"
