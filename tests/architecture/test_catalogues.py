"""Every word a person reads, in every language."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|<[^>]+>")


def catalogue(language: str, root: Path = ROOT) -> polib.POFile:
    return polib.pofile(str(root / "locale" / language / "LC_MESSAGES" / "django.po"))


def texts(entry: polib.POEntry) -> list[str]:
    """The translations of an entry, in the order of its plural forms."""
    forms = dict(sorted(entry.msgstr_plural.items()))
    return list(forms.values()) if entry.msgid_plural else [entry.msgstr]


def source(entry: polib.POEntry) -> str:
    return entry.msgid + (entry.msgid_plural or "")


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
class TestTheInterface:
    def test_is_translated_whole(self, language: str) -> None:
        missing = [entry.msgid for entry in catalogue(language) if not entry.translated()]

        assert not missing, f"{language}: {len(missing)} texts have no translation"

    def test_adds_no_placeholder(self, language: str) -> None:
        added = [
            entry.msgid
            for entry in catalogue(language)
            if set().union(*map(placeholders, texts(entry))) - placeholders(source(entry))
        ]

        assert not added, f"{language}: a placeholder or tag that the English lacks"

    def test_loses_no_placeholder(self, language: str) -> None:
        """The forms for none, one, two … of a plural may say the number in words; the general
        form, which is the last, says all."""
        lost = [
            entry.msgid
            for entry in catalogue(language)
            if placeholders(entry.msgid_plural or entry.msgid) - placeholders(texts(entry)[-1])
        ]

        assert not lost, f"{language}: a placeholder or tag of the English is gone"

    def test_has_the_plural_forms_of_its_language(self, language: str) -> None:
        forms = {"cy": 6}[language]

        book = catalogue(language)

        assert f"nplurals={forms};" in book.metadata["Plural-Forms"]
        assert all(len(e.msgstr_plural) == forms for e in book if e.msgid_plural)

    def test_says_whether_a_native_speaker_has_reviewed_it(self, language: str) -> None:
        assert catalogue(language).metadata["X-Review-Status"] in {"draft", "reviewed"}


@pytest.mark.slow
class TestExtraction:
    def test_finds_nothing_that_the_catalogues_lack(self, tmp_path: Path) -> None:
        if shutil.which("xgettext") is None:
            pytest.skip("gettext is not installed (Debian: apt-get install gettext)")
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.split("\n")  # fmt: skip
        for name in filter(None, listed):
            if (
                name.endswith((".py", ".html", ".txt", ".po", ".toml", ".csv"))
                and (ROOT / name).is_file()
            ):
                (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, tmp_path / name)

        subprocess.run(
            [sys.executable, "manage.py", "extract_catalogues"],
            cwd=tmp_path, check=True, env={**os.environ, "DEVELOPMENT": "yes"},
        )  # fmt: skip

        for language in LANGUAGES:
            extracted = {(entry.msgctxt, entry.msgid) for entry in catalogue(language, tmp_path)}
            held = {(entry.msgctxt, entry.msgid) for entry in catalogue(language)}
            assert held == extracted, "Catalogues are out of date: run ./dev fix, then translate."
