import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from responses.replies.reading import STOPPING, ReplyKind, ReplyReading, read_reply

FOLDER = Path(__file__).parent
SETS = ("known", "held_out")
LEAST_RECALL = 0.98


def replies(name: str) -> Sequence[dict[str, str]]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [{key: value or "" for key, value in row.items()} for row in rows]


@cache
def reading_of(text: str, language: str) -> ReplyReading:
    return read_reply(text, language=language)


def kind_of(row: dict[str, str]) -> ReplyKind:
    return reading_of(row["text"], row["language"]).kind


@pytest.mark.safety
@pytest.mark.parametrize("name", SETS)
class TestARefusal:
    def test_saf_12_is_recognised_in_every_wording_and_language(self, name):
        asked = [row for row in replies(name) if row["kind"] in STOPPING]
        missed = [row["text"] for row in asked if kind_of(row) not in STOPPING]

        assert len(asked) >= 120
        assert 1 - len(missed) / len(asked) >= LEAST_RECALL, missed

    def test_saf_12_that_is_missed_still_ends_the_invitation(self, name):
        asked = [row for row in replies(name) if row["kind"] in STOPPING]

        assert [row["text"] for row in asked if kind_of(row) is ReplyKind.THANKS] == []


@pytest.mark.parametrize("name", SETS)
class TestAnyOtherReply:
    def test_ends_the_invitation_at_least(self, name):
        others = [row for row in replies(name) if row["kind"] == ReplyKind.OTHER]

        assert [row["text"] for row in others if kind_of(row) is ReplyKind.THANKS] == []

    def test_is_seldom_taken_for_a_refusal(self, name):
        others = [row for row in replies(name) if row["kind"] == ReplyKind.OTHER]
        stopped = [row["text"] for row in others if kind_of(row) in STOPPING]

        assert len(stopped) <= 0.05 * len(others), stopped

    def test_changes_nothing_where_it_is_plain_thanks(self, name):
        thanks = [row for row in replies(name) if row["kind"] == ReplyKind.THANKS]

        assert {kind_of(row) for row in thanks} == {ReplyKind.THANKS}


@pytest.mark.parametrize("name", SETS)
class TestDanger:
    @pytest.mark.safety
    def test_saf_15_is_found(self, name):
        told = [row for row in replies(name) if row["danger"]]
        missed = [
            row["text"] for row in told if reading_of(row["text"], row["language"]).danger is None
        ]

        assert missed == []

    def test_is_seldom_read_into_other_words(self, name):
        plain = [row for row in replies(name) if not row["danger"]]
        found = [
            row["text"]
            for row in plain
            if reading_of(row["text"], row["language"]).danger is not None
        ]

        assert len(found) <= 0.03 * len(plain), found


class TestReading:
    @pytest.mark.parametrize("text", ["", " ", "\n", "\ufeff", "x" * 100_000, "🦄" * 500])
    def test_takes_anything(self, text):
        assert read_reply(text, language="en").kind is ReplyKind.OTHER

    def test_sends_words_that_no_rule_understands_to_a_person(self):
        assert read_reply("они стоят у двери и кричат", language="en").danger is not None
