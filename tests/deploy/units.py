"""systemd's unit files as what they have run: lines, variables and folders, without systemd."""

import os
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
Lines = Mapping[str, list[str]]


@dataclass(frozen=True)
class Unit:
    name: str
    instance: str = ""
    moved: Mapping[str, str] | None = None

    @property
    def path(self) -> Path:
        template = f"{self.name}@" if self.instance else self.name
        return UNITS / f"{template}.service"

    def text(self) -> str:
        text = self.path.read_text()
        for there, here in (self.moved or {}).items():
            text = text.replace(there, here)
        return text

    def lines(self, key: str) -> list[str]:
        found = re.findall(rf"^{key}=(.*)$", self.text(), re.MULTILINE)
        return [value.replace("%i", self.instance).replace("%%", "%") for value in found]

    def environment(self) -> dict[str, str]:
        found = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": "/nonexistent"}
        for named in self.lines("EnvironmentFile"):
            file = Path(named.removeprefix("-"))
            if file.exists() or not named.startswith("-"):
                found |= dict(_assignments(file.read_text().splitlines()))
        for line in self.lines("Environment"):
            found |= dict(_assignments(shlex.split(line)))
        return found

    def commands(self) -> list[list[str]]:
        environment = self.environment()
        return [
            [re.sub(r"\$\{(\w+)\}", lambda found: environment[found[1]], part) for part in parts]
            for parts in map(shlex.split, self.lines("ExecStart"))
        ]

    def folder(self) -> Path:
        [folder] = self.lines("WorkingDirectory")
        return Path(folder)


def _assignments(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            name, _equals, value = line.partition("=")
            yield name.strip(), value.strip()
