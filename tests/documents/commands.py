"""The commands that the documents tell people to type."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "TESTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "supplier").glob("*.md")),
]
OURS = ("./dev", "manage.py", ".ci/run", "deploy/")
OF_HOSTS = frozenset(
    {
        "apt-get", "barman", "curl", "install", "pg_restore", "psql", "rm", "systemctl",
        "systemd-sysusers", "systemd-tmpfiles", "uv",
    }
)  # fmt: skip
"""Programs of a host's own, which no test starts: ./dev deploy-check does what they do. What they
are told of this repository is looked at."""

BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
SHELL = frozenset({"", "sh", "bash", "console"})
INDENTED = re.compile(r"^ {4,}((?:\./dev|manage\.py) .*)$", re.MULTILINE)
NAMED = re.compile(r"`((?:\./dev|manage\.py|\.ci/run|systemctl|deploy/[a-z/-]+)(?: [^`\n]*)?)`")


@dataclass(frozen=True, kw_only=True)
class DocumentedCommand:
    page: str
    words: tuple[str, ...]
    is_whole: bool
    """Whether it can be typed as it stands, but for what stands for something else."""

    def __str__(self) -> str:
        return f"{self.page}: {' '.join(self.words)}"


def commands() -> Iterator[DocumentedCommand]:
    for page in PAGES:
        text, name = page.read_text(encoding="utf-8"), str(page.relative_to(ROOT))
        for _indent, language, block in BLOCK.findall(text):
            if language in SHELL and _is_shell(block):
                yield from _commands(name, block, is_whole=True)
        rest = BLOCK.sub("", text)
        for line in INDENTED.findall(rest):
            yield from _commands(name, line, is_whole=True)
        for said in NAMED.findall(rest):
            yield from _commands(name, said, is_whole=False)


def _is_shell(block: str) -> bool:
    first = block.split(maxsplit=1)[0]
    return first.startswith(OURS) or first in OF_HOSTS


def _commands(page: str, text: str, *, is_whole: bool) -> Iterator[DocumentedCommand]:
    joined = re.sub(r"\$\([^)]*\)", "NOW", re.sub(r"\\\n\s*", " ", text))
    for line in joined.splitlines():
        if line.lstrip().startswith("{"):
            continue  # what a program answers
        for part in line.split("&&"):
            words = tuple(shlex.split(part, comments=True))
            if words:
                yield DocumentedCommand(page=page, words=words, is_whole=is_whole)
