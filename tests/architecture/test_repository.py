import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


PICTURES = {".png", ".woff2", ".ico", ".pdf"}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / item for item in listed.split("\0") if item and (ROOT / item).is_file()]


def texts(*, of_every_kind: bool = False) -> dict[Path, str]:
    kinds = {".py", ".md", ".toml", ".lock", ".html", ".css", ".js", ".csv", ".po", ""}
    return {
        path: path.read_text(encoding="utf-8", errors="ignore")
        for path in tracked()
        if path.suffix in kinds or (of_every_kind and path.suffix not in PICTURES)
    }


class TestTheRepository:
    @pytest.mark.slow
    def test_names_no_package_registry(self) -> None:
        hosts = re.compile(r"p[y]pi\.org|pythonh[o]sted|registry\.n[p]mjs|deb\.d[e]bian\.org")

        guilty = [
            str(path.relative_to(ROOT)) for path, text in texts().items() if hosts.search(text)
        ]

        assert not guilty

    def test_holds_no_file_of_another_size_than_source(self) -> None:
        large = [
            str(path.relative_to(ROOT)) for path in tracked() if path.stat().st_size > 1_500_000
        ]

        assert not large

    @pytest.mark.slow
    def test_uses_no_telephone_number_but_those_kept_for_drama(self) -> None:
        mobile = re.compile(r"\b(?:\+44|0)7\d{3} ?\d{3} ?\d{3}\b")
        allowed = re.compile(r"(?:\+44|0)7700 ?900 ?\d{3}")
        helplines = ROOT / "responses" / "data" / "helplines.csv"

        guilty = [
            f"{path.relative_to(ROOT)}: {number}"
            for path, text in texts().items()
            for number in mobile.findall(text)
            if not allowed.fullmatch(number) and path != helplines
        ]

        assert not guilty


class TestDecisionRecords:
    def test_have_each_number_once(self) -> None:
        numbers = Counter(path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md"))

        assert numbers
        assert max(numbers.values()) == 1


class TestTheSafetyRules:
    ROWS = re.findall(
        r"^\| SAF-(\d+) \|.*\| ([^|]+) \|$", (ROOT / "docs" / "rules.md").read_text(), re.MULTILINE
    )

    def test_are_all_there_but_those_of_modes_to_come(self) -> None:
        assert {int(number) for number, _ in self.ROWS} >= set(range(1, 16)) - {10, 13}

    def test_are_each_tested_under_their_number(self) -> None:
        for number, files in self.ROWS:
            tests = [ROOT / name for name in re.findall(r"`(tests/[\w/.]+)`", files)]
            named = re.compile(rf"SAF-{number}\b|saf_{number}_")

            assert tests, f"SAF-{number} names no test"
            texts = [test.read_text() for test in tests if test.is_file()]
            naming = [text for text in texts if named.search(text)]
            assert any("mark.safety" in text for text in naming), f"SAF-{number}: {files}"


class TestTheDocumentation:
    def test_names_only_files_that_exist(self) -> None:
        pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
        named = {
            name for page in pages for name in re.findall(r"`([a-z_]+/[\w/.-]+)`", page.read_text())
        }

        gone = sorted(name for name in named if not (ROOT / name).exists())

        assert not gone

    @pytest.mark.slow
    def test_names_only_tests_that_exist(self) -> None:
        pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "TESTING.md",
                 *(ROOT / "docs").rglob("*.md")]  # fmt: skip
        named = {
            found
            for page in pages
            for found in re.findall(r"`(tests/[\w/]+\.py)::(\w+)::(\w+)`", page.read_text())
        }

        gone = sorted("::".join(test) for test in named if not _exists(*test))

        assert named
        assert not gone


def _exists(file: str, class_name: str, method: str) -> bool:
    classes = [
        node
        for node in ast.parse((ROOT / file).read_text()).body
        if isinstance(node, ast.ClassDef) and node.name == class_name
    ]
    return any(
        isinstance(node, ast.FunctionDef) and node.name == method
        for each in classes
        for node in each.body
    )
