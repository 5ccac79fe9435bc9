"""Every word a person reads, in every language."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from babel import Locale
from django.conf import settings
from django.utils import translation

from config.catalogues import is_shown_to_respondents
from survey.bank import instruments
from ui.catalogues import catalogue_path

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
OFFERED = {
    language for source in instruments.shipped_instruments() for language in source.languages
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|<[^>]+>")


def catalogue(language: str, root: Path = ROOT) -> polib.POFile:
    return polib.pofile(str(catalogue_path(language, root / "locale")))


def texts(entry: polib.POEntry) -> list[str]:
    """The translations of an entry, in the order of its plural forms."""
    forms = dict(sorted(entry.msgstr_plural.items()))
    return list(forms.values()) if entry.msgid_plural else [entry.msgstr]


def source(entry: polib.POEntry) -> str:
    return entry.msgid + (entry.msgid_plural or "")


def keys(book: polib.POFile) -> set[tuple[str | None, str]]:
    return {(entry.msgctxt, entry.msgid) for entry in book}


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
class TestTheInterface:
    def test_is_translated_whole_where_the_language_is_offered(self, language: str) -> None:
        missing = [entry.msgid for entry in catalogue(language) if not entry.translated()]

        assert not missing or language not in OFFERED, (
            f"{language} is offered and {len(missing)} texts have no translation"
        )

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
            for entry in catalogue(language).translated_entries()
            if placeholders(entry.msgid_plural or entry.msgid) - placeholders(texts(entry)[-1])
        ]

        assert not lost, f"{language}: a placeholder or tag of the English is gone"

    def test_has_the_plural_forms_of_its_language(self, language: str) -> None:
        """Two numbers share a form where CLDR has them in one category."""
        book = catalogue(language)
        count, rule = re.match(
            r"nplurals=(\d+); plural=(.*);", book.metadata["Plural-Forms"]
        ).groups()
        form_of = gettext.c2py(rule)
        category_of = Locale.parse(language.partition("-")[0]).plural_form

        pairs = {(form_of(number), category_of(number)) for number in range(1000)}

        assert len(pairs) == len({form for form, _ in pairs}) == len({name for _, name in pairs})
        assert {form for form, _ in pairs} == set(range(int(count)))
        assert all(len(entry.msgstr_plural) == int(count) for entry in book if entry.msgid_plural)

    def test_is_found_by_django(self, language: str) -> None:
        assert translation.check_for_language(language)


class TestTheWordsOfRespondents:
    @pytest.mark.slow
    def test_are_all_that_is_translated_into_every_language(self) -> None:
        of_respondents = {
            (entry.msgctxt, entry.msgid)
            for entry in catalogue("cy")
            if is_shown_to_respondents(file for file, _line in entry.occurrences)
        }

        for language in set(LANGUAGES) - set(settings.STAFF_LANGUAGES):
            assert keys(catalogue(language)) == of_respondents

    @pytest.mark.parametrize(
        ("file", "expected"),
        [
            ("responses/templates/responses/public/start.html", True),
            ("responses/answering/views/gate.py", True),
            ("ui/templates/ui/errors/404.html", True),
            ("ui/templates/ui/errors/staff_404.html", False),
            ("ui/templates/ui/components/period_picker.html", False),
            ("responses/invitations/presenters.py", False),
            ("analytics/words.py", False),
        ],
    )
    def test_are_known_by_where_they_stand(self, file: str, expected: bool) -> None:
        assert is_shown_to_respondents([file]) is expected

    def test_stay_theirs_where_staff_use_them_too(self) -> None:
        assert is_shown_to_respondents(["analytics/words.py", "responses/answering/forms.py"])


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
            assert keys(catalogue(language)) == keys(catalogue(language, tmp_path)), (
                "Catalogues are out of date: run ./dev fix, then translate."
            )
