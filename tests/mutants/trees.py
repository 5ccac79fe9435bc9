"""Copies of the tree in which a mutant lives for as long as its tests run."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.subjects import ROOT

SEED_OF_PROPERTIES = "1"
# What is measured over a hundred made-up surveys tells no rule from its neighbour.
NOT_ASKED = "*/test_accuracy.py"
PYTEST = (
    sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", "--no-header", "--tb=line",
    "-m", "not browser and not nightly", "--hypothesis-seed", SEED_OF_PROPERTIES,
    "--ignore-glob", NOT_ASKED,
)  # fmt: skip
NOTHING_CHOSEN = 5


def files_of_the_tree() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    compiled = [str(path.relative_to(ROOT)) for path in (ROOT / "locale").rglob("*.mo")]
    return [name for name in [*listed.split("\0"), *compiled] if (ROOT / name).is_file()]


@dataclass(frozen=True)
class Tree:
    folder: Path

    @classmethod
    def copied(cls, folder: Path) -> "Tree":
        for name in files_of_the_tree():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place)
        beside = ROOT.parent / "shared"
        if beside.is_dir():
            (folder.parent / "shared").symlink_to(beside)
        subprocess.run([sys.executable, "-m", "compileall", "-q", folder], check=True)
        return cls(folder)

    @contextmanager
    def changed(self, file: str, source: str) -> Iterator[None]:
        path = self.folder / file
        before, times = path.read_text(), path.stat()
        path.write_text(source)
        yield
        path.write_text(before)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def passes(self, tests: Sequence[str], *, seconds: float) -> bool:
        settings = {
            "DEVELOPMENT": "yes",
            "SQLITE_SYNCHRONOUS": "NORMAL",
            "PYTHONDONTWRITEBYTECODE": "yes",
            "DATA_DIR": str(self.folder / ".data"),
        }
        with self.said.open("w") as said:
            run = subprocess.Popen(
                [*PYTEST, *tests], cwd=self.folder, env={**os.environ, **settings},
                stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                return run.wait(timeout=seconds) in {0, NOTHING_CHOSEN}
            except subprocess.TimeoutExpired:
                os.killpg(run.pid, signal.SIGKILL)
                run.wait()
                return False

    @property
    def said(self) -> Path:
        return self.folder.parent / "said.txt"
