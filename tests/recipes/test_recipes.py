from pathlib import Path

import pytest

from tests.recipes.copy import Copy, copy_of_the_tree

pytestmark = pytest.mark.nightly
WORDS_OF_THE_NEW = """
from survey.bank.instruments import INSTRUMENTS, read_shipped_instrument
from survey.definition.parsing import parse_definition
from survey.evidence.records import words_of

listed = read_shipped_instrument(INSTRUMENTS / "national" / "2.toml")
raw = listed.expand(lambda english, _: dict.fromkeys(("en", "cy", "en-x-easy"), english))
print(words_of(parse_definition(raw).question("Q-NEW-1")))
"""
"""What the page of its evidence shows."""


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return copy_of_the_tree(tmp_path)


class TestARole:
    def test_is_an_entry_a_name_and_no_migration(self, copy: Copy) -> None:
        permissions, presenters = "access/permissions.py", "access/presenters.py"
        copy.insert(
            permissions,
            '    WITNESS_CARE = "witness_care"\n',
            before="\n\nclass OversightBody",
        )
        copy.insert(
            permissions,
            "    Role.WITNESS_CARE: frozenset({Permission.VIEW_ALERTS}),\n",
            before="    Role.DATA_LOADER:",
        )
        copy.insert(
            presenters,
            '    Role.WITNESS_CARE: gettext_lazy("Witness care officer"),\n',
            before="    Role.DATA_LOADER:",
        )

        copy.manage("extract_catalogues")
        copy.translate()

        copy.manage("makemigrations", "--check")
        copy.run("-m", "mypy", "access")
        copy.check(
            "tests/access/test_permissions.py", "tests/access/web/places/test_navigation.py",
            "tests/architecture/test_catalogues.py",
            "tests/architecture/test_routes.py::TestPermissions",
            "tests/architecture/test_welsh.py", "-k", "not test_welsh or witness_care",
        )  # fmt: skip


class TestACaseFileColumn:
    def test_is_a_declaration_a_field_and_a_migration(self, copy: Copy) -> None:
        copy.insert(
            "responses/case_files/columns.py",
            "    CaseColumn(\n"
            '        "interpreter_booked", YES_NO, FilePart.VICTIM, example="no",\n'
            '        title=_("Interpreter booked"), also_called="interpreter needed",\n'
            '        help=_("Whether the force booked an interpreter."),\n'
            "    ),\n",
            before=')  # fmt: skip\n"""New columns',
        )
        copy.insert(
            "responses/case_files/columns.py",
            '    interpreter_booked: str = ""\n',
            before="    is_victimless: bool = False\n",
        )
        copy.insert(
            "responses/models/cases.py",
            '    interpreter_booked = models.CharField(max_length=3, blank=True, db_default="")\n',
            before="    is_victimless = models.BooleanField(default=False)\n",
        )
        copy.manage("makemigrations", "responses")
        copy.manage("write_docs")
        copy.manage("extract_catalogues")
        copy.translate()

        copy.manage("makemigrations", "--check")
        copy.check(
            "tests/responses/case_files/standard", "tests/responses/case_files/extracts",
            "tests/responses/imports/standard_file", "tests/responses/imports/test_columns.py",
            "tests/responses/data_protection/test_field_words.py",
            "tests/architecture/test_case_columns.py", "tests/architecture/test_privacy.py",
            "tests/architecture/test_catalogues.py",
        )  # fmt: skip


class TestATableOfFigures:
    def test_is_an_entry_its_words_and_its_count(self, copy: Copy) -> None:
        copy.insert(
            "analytics/tables.py",
            '    ASIAN_BACKGROUND = "asian_background"\n',
            before="\n\nclass LevelSource",
        )
        levels = ("bangladeshi", "chinese", "indian", "pakistani", "other_asian")
        copy.insert(
            "analytics/tables.py",
            "        Table(\n            dimension=Dimension.ASIAN_BACKGROUND,\n"
            f"            levels={levels!r},\n            source=LevelSource.RESPONDENT,\n"
            '            question="EQ-ETH-ASIAN",\n        ),\n',
            before='    )\n}\n"""Of a special topic',
        )
        copy.insert(
            "analytics/words.py",
            '    Dimension.ASIAN_BACKGROUND: gettext_lazy("Asian background"),\n',
            before='    MODE: gettext_lazy("How',
        )
        words = ", ".join(f'"{level}": gettext_lazy("{level.title()}")' for level in levels)
        copy.insert(
            "analytics/words.py",
            f"    Dimension.ASIAN_BACKGROUND: {{{words}}},\n",
            before="    MODE: {",
        )

        copy.manage("extract_catalogues")
        copy.translate()

        copy.manage("makemigrations", "--check")
        copy.run("-m", "mypy", "analytics")
        copy.check(
            "tests/analytics/test_tables.py", "tests/analytics/cube",
            "tests/analytics/refresh/test_case_mix_cells.py",
            "tests/analytics/disclosure/test_said_alone.py",
            "tests/analytics/figures/test_figures_selectors.py",
            "tests/architecture/test_catalogues.py",
        )  # fmt: skip


class TestAQuestion:
    def test_is_an_entry_of_the_bank_in_a_list_with_its_translations(self, copy: Copy) -> None:
        copy.insert(
            "survey/instruments/bank/core.toml",
            '[[questions]]\ncode = "Q-NEW-1"\nsymbol = "telephone"\n'
            'text = "Did you know whom to call?"\n'
            'why = "Whoever knows whom to call is not lost between two offices."\n'
            'extras = ["prefer_not"]\nchoices = [\n'
            '    { code = "yes", text = "Yes", meaning = "positive", symbol = "tick" },\n'
            '    { code = "no", text = "No", meaning = "negative", symbol = "cross" },\n]\n\n',
            before='[[questions]]\ncode = "Q-CNF-1"',
        )
        new = '"Q-NEW-1", "Q-CNF-1"'
        listed = (copy.root / "survey/instruments/national/1.toml").read_text(encoding="utf-8")
        listed = listed.replace("version = 1", "version = 2").replace('"Q-CNF-1"', new)
        newer = copy.root / "survey/instruments/national/2.toml"
        newer.write_text(listed, encoding="utf-8")

        for language in ("cy", "en-x-easy"):
            copy.insert(
                "survey/instruments/translations.toml",
                f'[{language}.national.2]\nstatus = "machine_draft"\n\n',
                before=f"[{language}.national.1]",
            )

        copy.insert(
            "survey/instruments/evidence.toml",
            '[[evidence]]\nquestion = "Q-NEW-1"\n'
            f'words = "{copy.run("-c", WORDS_OF_THE_NEW).strip()}"\n'
            'kind = "panel"\npeople = 8\non = 2026-11-02\nlanguages = ["en"]\n'
            'found = "All eight named somebody whom they would call."\n'
            'changed = "nothing"\nrecorded_by = "Survey team"\n\n',
            before="# The wordings of the core that shipped before",
        )
        copy.manage("extract_instruments")
        copy.translate("instruments")
        copy.manage("write_docs")

        copy.manage("check_instruments")
        copy.manage("extract_instruments", "--check")
        copy.manage("write_docs", "--check")
        copy.check(
            "tests/survey/bank/test_questions.py", "tests/survey/bank/test_translations.py",
            "tests/survey/bank/test_translation_status.py",
            "tests/survey/bank/test_question_document.py", "tests/survey/publishing/test_rules.py",
        )  # fmt: skip


TEST_OF_THE_FILTER = """

class TestTheFilterOfCrime:
    def test_leaves_out_other_crimes(self, officer_client):
        case = sensitive("WORD-1")

        assert "WORD-1" in read(officer_client, crime=case.crime_group)
        assert 'data-test="no-match"' in officer_client.get(LIST, {"crime": "x"}).content.decode()
"""


class TestAPageFilter:
    def test_is_a_field_of_a_form_and_of_the_selector(self, copy: Copy) -> None:
        copy.insert(
            "responses/casework/forms/cases.py",
            '    crime = forms.CharField(label=_("Crime"), required=False)\n',
            before='    holder = forms.ChoiceField(label=_("Who has the case")',
        )
        selector = "responses/casework/selectors/work_list.py"
        copy.insert(selector, '    crime: str = ""\n', before='    holder: str = ""')
        copy.insert(
            selector,
            "    if wanted.crime:\n        is_wanted &= Q(case__crime_group=wanted.crime)\n",
            before="    if wanted.holder == NOBODY:",
        )
        copy.append("tests/responses/casework/test_work_list.py", TEST_OF_THE_FILTER)

        copy.run("-m", "mypy", "responses/casework")
        copy.check("tests/responses/casework/test_work_list.py")
