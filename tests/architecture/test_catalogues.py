import gettext
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

from survey.bank import instruments
from ui.catalogues import catalogue_path, faults_in, is_shown_to_respondents

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
OFFERED = {
    language for source in instruments.shipped_instruments() for language in source.languages
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|<[^>]+>")


def catalogue(language: str, root: Path = ROOT) -> polib.POFile:
    return polib.pofile(str(catalogue_path(language, root / "locale")))


def texts(entry: polib.POEntry) -> list[str]:
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
    def test_is_translated_for_respondents_where_the_language_is_offered(
        self, language: str
    ) -> None:
        faults = faults_in([language], ROOT / "locale")

        assert not faults or language not in OFFERED

    def test_adds_no_placeholder(self, language: str) -> None:
        added = [
            entry.msgid
            for entry in catalogue(language)
            if set().union(*map(placeholders, texts(entry))) - placeholders(source(entry))
        ]

        assert not added, f"{language}: a placeholder or tag that the English lacks"

    def test_loses_no_placeholder(self, language: str) -> None:
        lost = [
            entry.msgid
            for entry in catalogue(language).translated_entries()
            if placeholders(entry.msgid_plural or entry.msgid) - placeholders(texts(entry)[-1])
        ]

        assert not lost, f"{language}: a placeholder or tag of the English is gone"

    def test_has_the_plural_forms_of_its_language(self, language: str) -> None:
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
    def test_are_recognised_by_their_place(self, file: str, expected: bool) -> None:
        assert is_shown_to_respondents([file]) is expected

    def test_stay_theirs_where_staff_use_them_too(self) -> None:
        assert is_shown_to_respondents(["analytics/words.py", "responses/answering/forms.py"])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of every file with texts."""
    if shutil.which("xgettext") is None:
        pytest.skip("gettext is not installed (Debian: apt-get install gettext)")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    for name in filter(None, listed):
        if (
            name.endswith((".py", ".html", ".txt", ".po", ".pot", ".toml", ".csv"))
            and (ROOT / name).is_file()
        ):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def manage(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=copy, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
class TestExtraction:
    def test_finds_nothing_that_the_catalogues_lack(self, copy: Path) -> None:
        assert manage(copy, "extract_catalogues").returncode == 0

        for language in LANGUAGES:
            assert keys(catalogue(language)) == keys(catalogue(language, copy)), (
                "Catalogues are out of date: run ./dev fix, then translate."
            )

    def test_of_new_texts_needs_translations_of_respondents_texts_alone(self, copy: Path) -> None:
        for file, word in (("staff_404", "A new label"), ("404", "A new sentence")):
            with (copy / f"ui/templates/ui/errors/{file}.html").open("a") as page:
                page.write(f'{{% translate "{word}" %}}')
        manage(copy, "extract_catalogues")
        gaps, release = (
            manage(copy, "check_translations"),
            manage(copy, "check_translations", "--release"),
        )
        instruments = manage(copy, "check_instruments")

        assert gaps.returncode == 0
        assert "no cy: 'A new label' (ui/templates/ui/errors/staff_404.html)" in gaps.stdout
        assert "A new sentence" not in gaps.stdout
        assert release.returncode != 0
        assert "1 texts of the interface have no translation in locale/cy" in instruments.stderr
        assert instruments.returncode != 0
        for language in LANGUAGES:
            dates = [catalogue(language, root).metadata["POT-Creation-Date"]
                     for root in (ROOT, copy)]  # fmt: skip
            assert dates[0] == dates[1], language
