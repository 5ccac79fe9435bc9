"""`./dev sbom` and `./dev audit`."""

import subprocess
import sys
from pathlib import Path

from tests.supply import advisories, bill, locks

AUDITED = (*locks.RUN, "dev", "docs")
LONGEST = 300
"""Seconds for one lock."""


def sbom(file: str) -> None:
    written = Path(file)
    written.parent.mkdir(parents=True, exist_ok=True)
    packages = locks.installed()
    written.write_text(bill.bill_of(packages, of=bill.product()), encoding="utf-8")
    print(f"· {len(packages)} packages: {written}")


def audit(program: str, *, is_strict: bool) -> None:
    found = [_judged(lock, program) for lock in AUDITED]
    for each in found:
        print("\n".join(f"· {line}" for line in advisories.words(each)), flush=True)
    sys.exit(advisories.exit_code(found, is_strict=is_strict))


def _judged(lock: str, program: str) -> advisories.LockJudgement:
    path = locks.LOCKS / f"{lock}.lock"
    named = [each.name for each in locks.read_lock(path.read_text(encoding="utf-8"))]
    asked = [program, "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*asked, "--format", "json", "-r", path], capture_output=True, text=True, check=False,
            timeout=LONGEST,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return advisories.judgement_of(lock, named=named, told="")
    return advisories.judgement_of(lock, named=named, told=done.stdout)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["sbom", file]:
            sbom(file)
        case ["audit", program, *flags]:
            audit(program, is_strict="--strict" in flags)
