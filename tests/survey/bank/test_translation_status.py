from datetime import date

import pytest
from django.conf import settings

from survey.bank import instruments
from survey.bank.translation_status import (
    ReviewState,
    TranslationStatusError,
    parse_translation_statuses,
    read_translation_statuses,
)
from tests.each import for_each

REVIEWED = 'status = "reviewed"\nby = "A. Speaker"\non = 2026-11-01\n'
TESTED = 'status = "cognitively_tested"\nby = "A. Speaker"\non = 2026-11-01\n'
DRAFT = 'status = "machine_draft"\n'


def drafts(text, languages=("en", "cy"), code="short-core", version=1):
    return parse_translation_statuses(text).drafts(languages, code=code, version=version)


class TestDrafts:
    @pytest.mark.parametrize("review", [REVIEWED, TESTED])
    def test_are_none_where_pages_and_questions_were_reviewed(self, review):
        assert drafts(f"[cy.interface]\n{review}[cy.short-core.1]\n{review}") == set()

    @pytest.mark.parametrize(
        "text",
        [
            "",
            f"[cy.interface]\n{REVIEWED}",
            f"[cy.short-core.1]\n{REVIEWED}",
            f"[cy.interface]\n{REVIEWED}[cy.short-core.1]\n{DRAFT}",
            f"[cy.interface]\n{DRAFT}[cy.short-core.1]\n{TESTED}",
            f"[cy.interface]\n{REVIEWED}[cy.short-core.2]\n{REVIEWED}",
            f"[cy.interface]\n{REVIEWED}[cy.other.1]\n{REVIEWED}",
        ],
        ids=[
            "nothing written", "questions unread", "pages unread", "questions a draft",
            "pages a draft", "another version", "another instrument",
        ],
    )  # fmt: skip
    def test_are_all_that_was_not_reviewed_whole(self, text):
        assert drafts(text) == {"cy"}

    def test_are_told_by_language(self):
        text = f"[cy.interface]\n{REVIEWED}[cy.short-core.1]\n{REVIEWED}"

        assert drafts(text, languages=("en", "cy", "ur")) == {"ur"}

    def test_never_include_english(self):
        assert drafts("", languages=("en",)) == set()


class TestParseTranslationStatuses:
    def test_keeps_who_when_and_what_to_know(self):
        statuses = parse_translation_statuses(f'[ur.short-core.3]\n{TESTED}note = "Two rounds."\n')

        found = statuses.of_version("ur", "short-core", 3)

        assert found.review is ReviewState.COGNITIVELY_TESTED
        assert (found.by, found.on, found.note) == ("A. Speaker", date(2026, 11, 1), "Two rounds.")

    @for_each(
        ("text", "fault"),
        [
            ("[cy.interface", "translations: "),
            (
                '[cy.interface]\nstatus = "fine"',
                "cy.interface: status must be one of machine_draft",
            ),
            ("[cy.short-core.1]\nby = 'A'", "cy.short-core.1: status must be one of"),
            ("cy = 'reviewed'", "cy: must be a table, not 'reviewed'"),
            ("[cy]\nshort-core = 'reviewed'", "cy.short-core: must be a table, not 'reviewed'"),
            ("[cy.short-core]\n1 = 'reviewed'", "cy.short-core.1: must be a table"),
            ('[cy.interface]\nstatus = "reviewed"', "cy.interface: reviewed needs who did it"),
            (
                '[cy.interface]\nstatus = "reviewed"\nby = "A"\non = "yesterday"',
                "cy.interface: reviewed needs who did it (by) and when (on, a date)",
            ),
        ],
    )
    def test_refuses_what_says_nothing_by_its_place(self, text, fault):
        with pytest.raises(TranslationStatusError) as error:
            parse_translation_statuses(text)

        assert str(error.value).startswith(fault)


class TestTheRecord:
    def test_names_only_languages_and_versions_that_there_are(self):
        versions = {
            f"{source.document['code']} {source.document['version']}"
            for source in instruments.shipped_instruments()
        }

        for language, part in read_translation_statuses().entries:
            assert language in dict(settings.LANGUAGES)
            assert part in versions | {"interface"}

    def test_speaks_of_every_language_that_is_offered(self):
        recorded = set(read_translation_statuses().entries)

        for source in instruments.shipped_instruments():
            part = f"{source.document['code']} {source.document['version']}"
            for language in set(source.languages) - {"en"}:
                assert {(language, part), (language, "interface")} <= recorded
