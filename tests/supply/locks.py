"""What the locks name: packages with their versions, and which of them asked for which."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ROOT / "requirements"
RUN = ("runtime", "notify", "hosts", "tasks-rq")
"""The locks of what is installed where the survey runs; the others are for developers alone."""

PACKAGE = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
ASKED_BY = re.compile(r"^ {4}# {1,3}(?:via )?([a-z0-9][a-z0-9._-]*)(?: \(.*\))?$")


@dataclass(frozen=True, kw_only=True)
class LockedPackage:
    name: str
    version: str
    hashes: Sequence[str]
    """SHA-256 of each file that may be installed."""
    asked_by: Sequence[str]
    """The packages that need it, and the name of the product where it does itself."""


def read_lock(text: str) -> list[LockedPackage]:
    found: list[tuple[str, str, list[str], list[str]]] = []
    for line in text.splitlines():
        if package := PACKAGE.match(line):
            found.append((package[1], package[2], [], []))
        elif found and (known := HASH.search(line)):
            found[-1][2].append(known[1])
        elif found and (parent := ASKED_BY.match(line)) and parent[1] != "via":
            found[-1][3].append(parent[1])
    return [
        LockedPackage(name=name, version=version, hashes=sorted(hashes), asked_by=sorted(parents))
        for name, version, hashes, parents in found
    ]


def installed(names: Sequence[str] = RUN) -> list[LockedPackage]:
    found: dict[tuple[str, str], LockedPackage] = {}
    for name in names:
        for package in read_lock((LOCKS / f"{name}.lock").read_text(encoding="utf-8")):
            known = found.setdefault((package.name, package.version), package)
            parents = sorted({*known.asked_by, *package.asked_by})
            found[package.name, package.version] = replace(known, asked_by=parents)
    return [package for _, package in sorted(found.items())]
