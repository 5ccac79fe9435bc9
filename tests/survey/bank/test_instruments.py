import pytest

from survey.bank.instruments import ShippedInstrument, read_shipped_instrument, shipped_instruments
from survey.bank.questions import Bank, BankQuestion
from survey.bank.translation_status import parse_translation_statuses
from survey.definition.json_entry import DefinitionError

BANK = Bank(
    questions={
        "A": BankQuestion({"code": "A", "block": "core", "text": "Did it help?"}, "core.toml"),
        "B": BankQuestion({"code": "B", "block": "core", "text": "Was it soon?"}, "core.toml"),
        "C": BankQuestion({"code": "C", "block": "core"}, "core.toml"),
        "D": BankQuestion(
            {"code": "D", "block": "core", "text": "Yes?", "scale": "YESNO"}, "core.toml"
        ),
    }
)


def source(**changes):
    document = {
        "code": "sample",
        "version": 2,
        "languages": ["en", "cy"],
        "questions": ["B", "A"],
    } | changes
    return ShippedInstrument(
        "sample/2.toml", {key: value for key, value in document.items() if value}, BANK
    )


def shout(english, place):
    return {"en": english, "cy": english.upper()}


class TestExpand:
    def test_writes_out_the_questions_in_the_order_listed(self):
        raw = source().expand(shout)

        assert [question["code"] for question in raw["questions"]] == ["B", "A"]
        assert raw["questions"][0]["text"] == {"en": "Was it soon?", "cy": "WAS IT SOON?"}

    def test_names_as_drafts_only_languages_it_offers(self):
        raw = source().expand(
            shout, statuses=parse_translation_statuses("[pl.interface]\nstatus='machine_draft'")
        )

        assert raw["drafts"] == ["cy"]

    def test_names_no_draft_that_was_reviewed(self):
        review = "status='reviewed'\nby='A. Speaker'\non=2026-11-01\n"
        statuses = parse_translation_statuses(f"[cy.interface]\n{review}[cy.sample.2]\n{review}")

        assert source().expand(shout, statuses=statuses)["drafts"] == []

    @pytest.mark.parametrize(
        ("changes", "missing"),
        [
            ({"code": ""}, "'code'"),
            ({"version": 0}, "'version'"),
            ({"questions": ["A", "GONE"]}, "'GONE'"),
            ({"questions": ["C"]}, "'text'"),
            ({"questions": ["D"]}, "'YESNO'"),
        ],
    )
    def test_says_in_which_file_something_is_missing(self, changes, missing):
        with pytest.raises(DefinitionError) as error:
            source(**changes).expand(shout)

        assert str(error.value) == f"sample/2.toml: {missing} is missing"


class TestReadSource:
    def test_names_the_file_that_is_no_toml(self, tmp_path):
        path = tmp_path / "1.toml"
        path.write_text("code = ")

        with pytest.raises(DefinitionError, match=r"^1\.toml: Invalid value"):
            read_shipped_instrument(path)

    def test_reads_the_bank_beside_it(self, tmp_path):
        for name, text in (
            ("bank/core.toml", '[[questions]]\ncode = "A"\ntext = "Did it help?"\n'),
            ("sample/1.toml", 'code = "sample"\nversion = 1\nquestions = ["A"]\n'),
        ):
            (tmp_path / name).parent.mkdir()
            (tmp_path / name).write_text(text)

        raw = read_shipped_instrument(tmp_path / "sample" / "1.toml").expand(shout)

        assert raw["questions"][0]["text"]["en"] == "Did it help?"


class TestShippedSources:
    def test_are_named_by_their_place_in_the_project(self):
        assert "survey/instruments/short-core/1.toml" in [
            each.name for each in shipped_instruments()
        ]

    def test_come_in_the_order_of_code_and_version(self, tmp_path):
        for code, version in (("b", 1), ("a", 10), ("a", 2)):
            (tmp_path / code).mkdir(exist_ok=True)
            (tmp_path / code / f"{version}.toml").write_text(
                f'code = "{code}"\nversion = {version}\n'
            )

        found = [(s.document["code"], s.document["version"]) for s in shipped_instruments(tmp_path)]

        assert found == [("a", 2), ("a", 10), ("b", 1)]

    def test_stand_where_their_code_and_version_say(self):
        for each in shipped_instruments():
            code, version = each.document["code"], each.document["version"]

            assert each.name == f"survey/instruments/{code}/{version}.toml"
