import pytest

from responses.preview import walkthrough
from responses.preview.walkthrough import Stop, StopKind, Walk
from survey import selectors
from survey.bank.pathways import MOST_QUESTIONS, NATIONAL, SHORT_CORE
from survey.definition.expressions import Picked
from survey.definition.parsing import parse_definition
from survey.definition.types import Block, Section
from tests.conftest import NOW
from tests.survey import shipped
from tests.survey.make import instrument, question

FIRST = StopKind.INTRODUCTION
YES = Picked("A", frozenset({"yes"}))
SAMPLE = instrument(
    question("A"),
    question("B", shown_if=YES),
    question("C"),
    question("E", block=Block.EQUALITY),
)


def keys(walk):
    return [stop.number or stop.kind for stop in walk.stops]


class TestWalk:
    def test_leads_from_the_introduction_by_the_explainer_to_the_end(self):
        assert keys(Walk(SAMPLE)) == [FIRST, 1, 3, StopKind.MORE, 4, StopKind.END]

    def test_follows_the_answers(self):
        walk = Walk(SAMPLE, {"A": ("yes",)})

        assert keys(walk) == [FIRST, 1, 2, 3, StopKind.MORE, 4, StopKind.END]

    def test_has_no_explainer_without_an_equality_block(self):
        assert keys(Walk(instrument(question("A")))) == [FIRST, 1, StopKind.END]

    def test_shows_a_section_that_is_one_page_as_one(self):
        asked = [question("A"), question("B", section="S"), question("C", section="S")]
        walk = Walk(instrument(*asked, sections=(Section("S", is_page=True),)))

        assert keys(walk) == [FIRST, 1, 2, StopKind.END]
        assert walk.stop_of("C") == walk.stops[2]

    def test_goes_on_and_back_page_by_page(self):
        walk = Walk(SAMPLE)
        first, second, *_, last = walk.stops

        assert walk.after(first) == second
        assert walk.before(second) == first
        assert walk.before(first) is None
        assert walk.after(last) == last

    def test_knows_no_page_that_the_answers_do_not_lead_to(self):
        assert Walk(SAMPLE).stop_at(StopKind.QUESTION, 2) is None
        assert Walk(SAMPLE).stop_at(StopKind.QUESTION, 9) is None
        assert Walk(SAMPLE).stop_of("B") is None

    def test_counts_what_is_on_the_path(self):
        walk = Walk(SAMPLE, {"A": ("no",), "B": ("yes",), "C": ()})

        assert walk.counted == {"A": ("no",), "C": ()}
        assert walk.progress_at(SAMPLE.question("C")).number == 2


class TestAnswersOfCase:
    def test_are_those_that_lead_there_or_past_it(self):
        assert walkthrough.answers_of_case(SAMPLE, "question:B:in") == {"A": ("yes",)}
        assert walkthrough.answers_of_case(SAMPLE, "question:B:past") == {"A": ("no",)}

    @pytest.mark.parametrize("key", ["", "question:B:", "question:Z:in", "section:B:in", "::"])
    def test_are_none_where_there_is_no_such_case(self, key):
        assert walkthrough.answers_of_case(SAMPLE, key) is None


class TestPathways:
    @pytest.mark.django_db
    def test_lead_to_the_instrument_each_once(self):
        short = walkthrough.pathways_to(selectors.instrument(selectors.published(SHORT_CORE, 1)))

        assert [pathway.instrument for pathway in short] == [SHORT_CORE]
        assert walkthrough.pathways_to(SAMPLE) == ()

    @pytest.mark.slow
    def test_are_walked_within_their_length(self):
        [national] = [
            parse_definition(raw) for raw in shipped.definitions() if raw["code"] == NATIONAL
        ]

        for pathway in walkthrough.pathways_to(national):
            cut = walkthrough.cut_to(national, pathway, None)
            walk = Walk(cut, today=NOW.date())
            asked = [q for q in cut.questions if q.block is not Block.EQUALITY]
            assert len(asked) <= pathway.most <= MOST_QUESTIONS
            assert walk.stops[-1] == Stop(StopKind.END)


class TestWhatRotates:
    def test_is_walked_stage_by_stage_as_it_might_be_drawn(self):
        short = shipped.instruments()[SHORT_CORE]

        for pathway in walkthrough.pathways_to(short):
            cut = walkthrough.cut_to(short, pathway, None)
            asked = [each for each in cut.questions if each.block is not Block.EQUALITY]
            assert len(asked) == pathway.most == 12
            assert {each.module for each in asked[10:]} <= pathway.modules

    def test_is_walked_at_every_stage_and_outcome(self):
        ways = walkthrough.pathways_to(shipped.instruments()[SHORT_CORE])

        assert len(ways) == len(set(ways)) == 12
        assert {module for way in ways for module in way.outcome} == {"OUT", "O15", "O16", "OOC"}

    def test_is_followed_by_the_further_questions_of_who_says_more(self):
        short, national = (shipped.instruments()[code] for code in (SHORT_CORE, NATIONAL))

        for pathway in walkthrough.longer_pathways()[::6]:
            cut = walkthrough.cut_to(short, pathway, national)
            asked = [each for each in cut.questions if each.block is not Block.EQUALITY]
            assert 12 < len(asked) <= pathway.most
            assert Walk(cut, today=NOW.date()).stops[-1] == Stop(StopKind.END)

    def test_is_walked_alone_where_there_is_nothing_to_go_on_with(self):
        short, pathway = shipped.instruments()[SHORT_CORE], walkthrough.longer_pathways()[0]

        assert len(walkthrough.cut_to(short, pathway, None).rotating) == 2
