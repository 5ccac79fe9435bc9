from datetime import date

import pytest

from analytics.proxies import counting, presenters
from analytics.proxies.counting import ProxyFigures
from responses.extract_rows import VoiceRow
from survey.bank.pathways import BEREAVED, PROXY
from survey.definition.types import Meaning

NEWS = "Q-BER-1"
MEANINGS = {NEWS: {"good": Meaning.POSITIVE, "bad": Meaning.NEGATIVE, "x": Meaning.OUT_OF_BASE}}


def said(person: int, answer: str, voice: str = BEREAVED) -> VoiceRow:
    return VoiceRow(
        voice=voice, person=person, period="2026-Q2", answers={NEWS: [answer]},
        completed_on=date(2026, 5, 5),
    )  # fmt: skip


def told(rows: list[VoiceRow]) -> ProxyFigures:
    return counting.figures(rows, MEANINGS)


class TestAVoice:
    def test_is_told_of_fifty_people_and_of_no_fewer(self):
        of_all = told([said(at, "good" if at % 2 else "bad") for at in range(50)])

        assert of_all.people == {BEREAVED: 50}
        assert of_all.shares[BEREAVED][NEWS].share == 0.5
        assert told([said(at, "good") for at in range(49)]) == ProxyFigures(people={}, shares={})

    def test_is_told_of_no_few_who_answered_often(self):
        assert not told([said(at % 49, "good") for at in range(300)]).people

    def test_is_apart_from_the_other(self):
        rows = [said(at, "good") for at in range(60)]
        rows += [said(100 + at, "bad", PROXY) for at in range(70)]
        shares = told(rows).shares

        assert (shares[BEREAVED][NEWS].share, shares[PROXY][NEWS].share) == (1.0, 0.0)

    def test_says_nothing_of_a_question_that_fewer_answered(self):
        rows = [said(at, "good" if at < 49 else "x") for at in range(80)]

        assert told(rows).shares == {BEREAVED: {}}
        assert told(rows).people == {BEREAVED: 80}

    def test_is_less_sure_where_one_person_answered_twice(self):
        once = told([said(at, "good" if at % 2 else "bad") for at in range(100)])
        twice = told([said(at // 2, "good" if at // 2 % 2 else "bad") for at in range(200)])
        wide, wider = (each.shares[BEREAVED][NEWS].interval for each in (once, twice))

        assert wider.upper - wider.lower == pytest.approx(wide.upper - wide.lower, rel=0.01)
        assert twice.shares[BEREAVED][NEWS].people == 100

    def test_comes_back_from_the_store_as_it_went_in(self):
        found = told([said(at, "good" if at % 3 else "bad") for at in range(64)])

        assert counting.unpacked(counting.packed(found)) == found
        assert found.people == {BEREAVED: 60}

    def test_stands_on_the_page_where_too_few_are_there_too(self):
        tables = presenters.tables(ProxyFigures(people={}, shares={}), {})

        assert [table.name for table in tables] == [str(name) for name in presenters.NAMES.values()]
        assert {table.lead for table in tables} == {
            "Fewer than fifty people answered so in this year: nothing is said of them."
        }
