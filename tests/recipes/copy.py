"""A copy of the tree in which a recipe of CONTRIBUTING.md is followed."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Copy:
    root: Path

    def insert(self, file: str, text: str, *, before: str) -> None:
        path = self.root / file
        content = path.read_text(encoding="utf-8")
        assert before in content, f"{file} no longer has {before!r}: the recipe must say where"
        path.write_text(content.replace(before, text + before, 1), encoding="utf-8")

    def replace(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        content = path.read_text(encoding="utf-8")
        assert old in content, f"{file} no longer has {old!r}: the recipe must say where"
        path.write_text(content.replace(old, new, 1), encoding="utf-8")

    def append(self, file: str, text: str) -> None:
        with (self.root / file).open("a", encoding="utf-8") as opened:
            opened.write(text)

    def manage(self, *command: str) -> str:
        return self.run("manage.py", *command)

    def check(self, *tests: str) -> None:
        self.run("-m", "pytest", "-q", "-n", "0", "-m", "not browser", *tests)

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=self.root, env=self._environment(), check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        said = f"{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
        assert done.returncode == 0, f"{' '.join(command)}\n{said}"
        return done.stdout

    def _environment(self) -> dict[str, str]:
        data = {"DEVELOPMENT": "yes", "DATA_DIR": str(self.root / ".data")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}
        kept.pop("DATABASE_URL", None)
        return {**kept, **data, "PYTHONPATH": str(self.root)}

    def translate(self, catalogue: str = "django") -> None:
        for path in (self.root / "locale").rglob(f"{catalogue}.po"):
            book = polib.pofile(str(path))
            for entry in book:
                if not entry.translated() and not entry.obsolete:
                    entry.msgstr = entry.msgid
            book.save()
            book.save_as_mofile(str(path.with_suffix(".mo")))


def copy_of_the_tree(to: Path) -> Copy:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    compiled = [str(path.relative_to(ROOT)) for path in (ROOT / "locale").rglob("*.mo")]
    for name in filter(None, (*listed, *compiled)):
        source = ROOT / name
        if source.is_file() and not source.is_symlink():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, to / name)
    (to / ".data").mkdir(exist_ok=True)
    # Tests ask git which files are ours.
    subprocess.run(["git", "init", "--quiet"], cwd=to, check=True)
    subprocess.run(["git", "add", "--all"], cwd=to, check=True)
    return Copy(to)
