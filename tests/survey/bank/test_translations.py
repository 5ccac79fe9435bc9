from datetime import UTC, datetime

import pytest

from survey.bank import translations
from survey.bank.instruments import ShippedInstrument
from survey.bank.questions import Bank, BankQuestion

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)


def source(*questions, languages=("en", "cy")):
    document = {
        "code": "sample",
        "version": 1,
        "languages": list(languages),
        "questions": [code for code, _text in questions],
    }
    bank = {
        code: BankQuestion({"code": code, "block": "core", "text": text}, "bank/core.toml")
        for code, text in questions
    }
    return ShippedInstrument("survey/instruments/sample/1.toml", document, Bank(bank))


def write(locale, *sources):
    files = list(translations.expected_files(sources, locale=locale, at=AT))
    for file in files:
        file.write()
    return files


def translate(locale, **words):
    path = translations.catalogue_path("cy", locale)
    text = path.read_text(encoding="utf-8")
    for english, welsh in words.items():
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{welsh}"')
    path.write_text(text, encoding="utf-8")


def wordings(locale, shipped):
    raw = shipped.expand(translations.translations_for(shipped, locale=locale))
    return {question["code"]: question["text"] for question in raw["questions"]}


class TestExpectedFiles:
    def test_are_a_template_and_a_catalogue_for_each_language(self, tmp_path):
        files = write(
            tmp_path, source(("A", "Help")), source(("B", "More"), languages=("en", "pl"))
        )

        names = [str(file.path.relative_to(tmp_path)) for file in files]
        assert names == [
            "instruments.pot",
            "cy/LC_MESSAGES/instruments.po",
            "pl/LC_MESSAGES/instruments.po",
        ]

    def test_hold_only_what_is_asked_in_the_language(self, tmp_path):
        write(tmp_path, source(("A", "Help")), source(("B", "More"), languages=("en", "pl")))

        assert 'msgid "More"' in translations.catalogue_path("pl", tmp_path).read_text()
        assert 'msgid "Help"' not in translations.catalogue_path("pl", tmp_path).read_text()

    def test_stand_where_gettext_looks_for_a_variant_of_english(self, tmp_path):
        shipped = source(("A", "Help"), languages=("en", "en-x-easy"))
        write(tmp_path, shipped)

        path = translations.catalogue_path("en-x-easy", tmp_path)

        assert path == tmp_path / "en_X-easy" / "LC_MESSAGES" / "instruments.po"
        assert '"Language: en@easy\\n"' in path.read_text()
        files = translations.expected_files([shipped], locale=tmp_path, at=AT)
        assert not any(file.is_outdated for file in files)

    def test_give_the_place_of_each_text(self, tmp_path):
        write(tmp_path, source(("A", "Help")))

        written = translations.catalogue_path("cy", tmp_path).read_text(encoding="utf-8")

        assert ('#: bank/core.toml\nmsgctxt "bank/A/text"\nmsgid "Help"\nmsgstr ""\n') in written

    def test_are_up_to_date_once_written(self, tmp_path):
        shipped = source(("A", "Help"))
        assert all(
            f.is_outdated for f in translations.expected_files([shipped], locale=tmp_path, at=AT)
        )

        write(tmp_path, shipped)

        files = translations.expected_files([shipped], locale=tmp_path, at=AT)
        assert not any(file.is_outdated for file in files)

    def test_stay_up_to_date_when_translated(self, tmp_path):
        shipped = source(("A", "Help"))
        write(tmp_path, shipped)

        translate(tmp_path, Help="Cymorth")

        files = translations.expected_files([shipped], locale=tmp_path, at=AT)
        assert not any(file.is_outdated for file in files)

    @pytest.mark.parametrize(
        "changed",
        [
            source(("A", "Helped")),
            source(("B", "Help")),
            source(("A", "Help"), ("B", "More")),
        ],
    )
    def test_are_outdated_by_any_changed_text(self, tmp_path, changed):
        write(tmp_path, source(("A", "Help")))

        files = translations.expected_files([changed], locale=tmp_path, at=AT)

        assert all(file.is_outdated for file in files)


class TestTranslations:
    def test_are_kept_when_something_else_changes(self, tmp_path):
        write(tmp_path, source(("A", "Help")))
        translate(tmp_path, Help="Cymorth")
        grown = source(("A", "Help"), ("B", "More"))

        write(tmp_path, grown)

        assert wordings(tmp_path, grown) == {
            "A": {"en": "Help", "cy": "Cymorth"},
            "B": {"en": "More"},
        }

    def test_stay_in_a_file_with_its_first_date(self, tmp_path):
        write(tmp_path, source(("A", "Help")))
        later = datetime(2027, 1, 1, tzinfo=UTC)

        files = list(
            translations.expected_files([source(("B", "More"))], locale=tmp_path, at=later)
        )

        assert [file.catalogue.creation_date for file in files] == [AT, AT]

    def test_go_when_the_english_changes(self, tmp_path):
        write(tmp_path, source(("A", "Help")))
        translate(tmp_path, Help="Cymorth")
        changed = source(("A", "Helped"))

        write(tmp_path, changed)

        assert wordings(tmp_path, changed) == {"A": {"en": "Helped"}}
        assert "Cymorth" not in translations.catalogue_path("cy", tmp_path).read_text()

    def test_may_differ_for_one_word_in_two_places(self, tmp_path):
        shipped = source(("A", "Yes"), ("B", "Yes"))
        write(tmp_path, shipped)
        path = translations.catalogue_path("cy", tmp_path)
        first, second, third = path.read_text().rpartition('msgid "Yes"\nmsgstr ""')

        path.write_text(
            first.replace('msgid "Yes"\nmsgstr ""', 'msgid "Yes"\nmsgstr "Do"')
            + second.replace('msgstr ""', 'msgstr "Oes"')
            + third
        )

        assert wordings(tmp_path, shipped) == {
            "A": {"en": "Yes", "cy": "Do"},
            "B": {"en": "Yes", "cy": "Oes"},
        }

    def test_marked_as_doubtful_do_not_count(self, tmp_path):
        shipped = source(("A", "Help"))
        write(tmp_path, shipped)
        translate(tmp_path, Help="Cymorth")
        path = translations.catalogue_path("cy", tmp_path)
        path.write_text(path.read_text().replace('msgctxt "bank', '#, fuzzy\nmsgctxt "bank'))

        assert wordings(tmp_path, shipped) == {"A": {"en": "Help"}}

    def test_are_missing_without_a_catalogue(self, tmp_path):
        assert wordings(tmp_path, source(("A", "Help"))) == {"A": {"en": "Help"}}
