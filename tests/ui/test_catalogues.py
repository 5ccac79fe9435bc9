from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import to_locale

from tests.each import for_each
from ui import catalogues


def write(locale: Path, text: str, language: str = "pl") -> None:
    path = catalogues.catalogue_path(language, locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('msgid ""\nmsgstr "Plural-Forms: nplurals=3; plural=(n!=1);\\n"\n' + text)


class TestCataloguePath:
    @for_each("language", [code for code, _ in settings.LANGUAGES])
    def test_is_where_django_looks(self, language: str) -> None:
        path = catalogues.catalogue_path(language, Path("locale"))

        assert path == Path("locale") / to_locale(language) / "LC_MESSAGES" / "django.po"


WAITING = "".join(
    f'#: {files}\nmsgid "{text}"\nmsgstr ""\n'
    for text, files in (
        ("Alerts", "analytics/words.py"),
        ("Start", "responses/templates/responses/public/start.html"),
        ("Next", "analytics/words.py responses/answering/forms.py"),
    )
)
"""Texts without a translation: of staff, of respondents, and of both."""


class TestStaffGaps:
    def test_are_texts_that_no_respondent_can_see(self, tmp_path: Path) -> None:
        write(tmp_path, WAITING)

        assert [each.id for each in catalogues.staff_gaps("pl", tmp_path)] == ["Alerts"]


class TestFaultsIn:
    def test_are_none_for_english(self, tmp_path: Path) -> None:
        assert catalogues.faults_in(["en"], tmp_path) == []

    def test_are_none_where_every_text_is_translated(self, tmp_path: Path) -> None:
        write(tmp_path, 'msgid "Back"\nmsgstr "Wstecz"\n')

        assert catalogues.faults_in(["en", "pl"], tmp_path) == []

    @pytest.mark.parametrize(
        "text",
        [
            'msgid "Back"\nmsgstr ""\n',
            '#, fuzzy\nmsgid "Back"\nmsgstr "Wstecz"\n',
            'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\nmsgstr[2] ""\n',
        ],
        ids=["empty", "doubtful", "a plural form missing"],
    )
    def test_count_what_is_missing_and_name_the_file(self, tmp_path: Path, text: str) -> None:
        write(tmp_path, text)

        (fault,) = catalogues.faults_in(["pl"], tmp_path)

        assert fault.startswith("1 texts of the interface have no translation in ")
        assert fault.endswith("pl/LC_MESSAGES/django.po")

    def test_leave_out_texts_of_staff_alone(self, tmp_path: Path) -> None:
        write(tmp_path, WAITING)

        (fault,) = catalogues.faults_in(["pl"], tmp_path)

        assert fault.startswith("2 texts")

    def test_name_a_language_without_a_catalogue(self, tmp_path: Path) -> None:
        (fault,) = catalogues.faults_in(["fr"], tmp_path)

        assert "no catalogue" in fault

    def test_are_gone_once_the_file_is_mended(self, tmp_path: Path) -> None:
        write(tmp_path, 'msgid "Back"\nmsgstr ""\n')
        catalogues.faults_in(["pl"], tmp_path)

        write(tmp_path, 'msgid "Back"\nmsgstr "Wstecz"\n')

        assert catalogues.faults_in(["pl"], tmp_path) == []
