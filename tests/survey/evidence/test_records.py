from datetime import date

import pytest

from survey.definition.parsing import parse_definition
from survey.definition.types import Block
from survey.evidence.records import (
    EvidenceError,
    first_wording_of,
    parse_evidence,
    read_evidence,
    words_of,
)
from tests.each import for_each
from tests.survey import make, shipped

ENTRY = {
    "question": '"A"', "words": '"0123456789abcdef"', "kind": '"panel"', "people": "6",
    "on": "2027-03-01", "languages": '["en", "cy"]', "found": '"They understood it."',
    "changed": '"nothing"', "recorded_by": '"A designer"',
}  # fmt: skip
BEFORE = 52


def entry(**changes):
    lines = (f"{name} = {value}" for name, value in (ENTRY | changes).items() if value)
    return "\n".join(["[[evidence]]", *lines])


class TestTheFile:
    def test_claims_nothing_of_what_ships_today(self):
        assert read_evidence().entries == ()

    def test_has_evidence_on_every_wording_of_the_core_but_those_of_before(self):
        core = {
            first_wording_of(question)
            for source in shipped.bank_instruments.shipped_instruments()
            for question in parse_definition(source.expand(shipped.in_english)).in_block(Block.CORE)
        }

        told = {each.wording for each in read_evidence().entries}
        assert core <= told | read_evidence().asked_before
        assert len(read_evidence().asked_before) == BEFORE, "none is ever added"

    def test_is_read_entry_by_entry(self):
        (found,) = parse_evidence(entry()).entries

        assert (found.question, found.people, found.on) == ("A", 6, date(2027, 3, 1))
        assert found.languages == ("en", "cy")

    @for_each(
        ("changes", "reason"),
        [
            ({"people": "0"}, "entry 1: people must be how many were asked, at least 1"),
            ({"people": '"six"'}, "people must be"),
            ({"kind": '"rumour"'}, "kind must be one of panel, interview, test, translation"),
            ({"on": '"2027-03-01"'}, "on must be a day"),
            ({"languages": "[]"}, "languages must list"),
            ({"found": '" "'}, "found must say something"),
            ({"changed": ""}, "changed is missing"),
            ({"mood": '"good"'}, "mood is not known"),
        ],
    )
    def test_is_refused_with_the_place_and_the_reason(self, changes, reason):
        with pytest.raises(EvidenceError, match=reason):
            parse_evidence(entry(**changes))

    def test_that_is_not_toml_is_refused(self):
        with pytest.raises(EvidenceError):
            parse_evidence("evidence =")


class TestWhatItIsAbout:
    def test_is_one_exact_english_wording(self):
        question = make.question("A")
        (found,) = parse_evidence(entry(words=f'"{words_of(question)}"')).entries

        assert found.is_about(question)
        assert not found.is_about(make.question("A", text={"en": "Was it a help?"}))
        assert not found.is_about(make.question("A", choices=("yes", "no", "unsure")))
        assert not found.is_about(make.question("B"))

    def test_stays_when_a_translation_is_mended(self):
        mended = {"en": "Did it help?", "cy": "A oedd hyn o help?"}

        assert words_of(make.question("A")) == words_of(make.question("A", text=mended))
