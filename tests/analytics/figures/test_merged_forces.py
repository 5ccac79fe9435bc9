from datetime import date

import pytest

from access import actions
from access.models import Force
from access.viewer import Viewer
from analytics.code_return.order import EVERY_STAGE
from analytics.code_return.selectors import return_page_for
from analytics.disclosure.funnel_steps import CoverageStep
from analytics.figures.merged_forces import line_modelled, line_share
from analytics.figures.selectors.questions import QuestionQuery, question_page_for
from analytics.models import ShownTable
from analytics.scorecard.readings import Measured, NoReading, Unmeasured
from analytics.scorecard.selectors.pages import scorecard_page_for
from analytics.stats.modelled.figure import Modelled
from analytics.stats.proportions import Interval
from analytics.stats.suppression import (
    NO_ANSWERS,
    OF_OTHER_FORCES,
    Published,
    Suppressed,
    SuppressionReason,
)
from analytics.tables import EVERYBODY
from survey.definition.types import Meaning
from tests.analytics.figures import reading
from tests.analytics.make import CITY, DISSATISFIED, KENT, Q3, SATISFIED, answering, fill, load
from tests.conftest import NOW, TESTER

MEANINGS = {"yes": Meaning.POSITIVE, "no": Meaning.NEGATIVE}
HEIR = "thames-estuary"
NATIONAL = Viewer(user_id=0, name="x", is_national=True)
ITEM, KEPT_INFORMED = "Q-OVR-1", "Q-INF-1"
HAPPY, UNHAPPY = (
    SATISFIED | {KEPT_INFORMED: ["very_satisfied"]},
    DISSATISFIED | {KEPT_INFORMED: ["very_dissatisfied"]},
)


def published(positive: float, base: int) -> Published:
    from analytics.stats import shares
    from analytics.stats.suppression import Audience

    bins = {"yes": (round(positive * base), positive * base, positive * base),
            "no": (base - round(positive * base),) + ((1 - positive) * base,) * 2}  # fmt: skip
    tally = shares.tally_of(bins=bins, meanings=MEANINGS)
    found = shares.share_of(tally=tally, audience=Audience.STAFF)
    assert isinstance(found, Published)
    return found


class TestLineShare:
    BINS = {
        ("a", "all"): {"yes": (30, 30.0, 30.0), "no": (10, 10.0, 10.0)},
        ("b", "all"): {"yes": (30, 30.0, 30.0), "no": (30, 30.0, 30.0)},
    }
    SHARES = {("a", "all"): published(0.75, 40), ("b", "all"): published(0.5, 60)}

    def line(self, *codes: str, **changed):
        shares = {**self.SHARES, **changed.get("shares", {})}
        return line_share(shares, self.BINS, MEANINGS, codes, "all")

    def test_is_the_sum_of_its_forces(self):
        found = self.line("heir", "a", "b")

        assert (found.positive, found.base) == (0.6, 100)

    def test_of_one_force_is_that_force(self):
        assert self.line("a") == self.SHARES["a", "all"]

    def test_is_hidden_where_one_of_them_is(self):
        hidden = Suppressed(reason=SuppressionReason.SMALL_BASE)

        assert self.line("heir", "a", "b", shares={("b", "all"): hidden}) is hidden

    def test_is_that_of_the_others_where_nobody_answered_one(self):
        found = self.line("heir", "a", "b", shares={("b", "all"): NO_ANSWERS})

        assert found == self.SHARES["a", "all"]

    def test_of_nobody_says_so(self):
        assert self.line("heir") == NO_ANSWERS

    def test_is_none_where_there_is_no_force(self):
        assert self.line() is None


class TestLineModelled:
    PARTS = {
        "a": Modelled(share=0.4, interval=Interval(lower=0.3, upper=0.51)),
        "b": Modelled(share=0.8, interval=Interval(lower=0.6, upper=0.91)),
    }

    def test_is_what_its_forces_say_by_how_many_could_be_asked(self):
        found = line_modelled(self.PARTS, {"a": 60, "b": 20})

        assert found == Modelled(share=0.5, interval=Interval(lower=0.37, upper=0.61))

    def test_of_one_force_is_that_force(self):
        assert line_modelled(self.PARTS, {"a": 60, "b": 0}) == self.PARTS["a"]

    @pytest.mark.parametrize("events", [{"a": 60, "b": 20, "c": 1}, {"a": 0}, {}])
    def test_is_none_where_one_of_them_has_none(self, events):
        assert line_modelled(self.PARTS, events) is None


def merge() -> Viewer:
    actions.merge_forces(
        predecessors=list(Force.objects.filter(code__in=[CITY, KENT]).order_by("code")),
        into=HEIR, name="Thames Estuary Police", name_cy="", on=date(2026, 10, 1),
        with_staff=False, by=TESTER, at=NOW,
    )  # fmt: skip
    return Viewer(
        user_id=0, name="x", force_codes=frozenset({HEIR}), past_force_codes=frozenset({CITY, KENT})
    )


def kept_informed(lines):
    return next(
        one
        for one in lines
        if one.entry.item and one.entry.item.code == KEPT_INFORMED and one.stage == EVERY_STAGE
    )


@pytest.mark.django_db
class TestAMergedForce:
    @pytest.fixture
    def heir(self) -> Viewer:
        load([
            *answering(30, HAPPY), *answering(10, UNHAPPY),
            *answering(30, HAPPY, force=KENT), *answering(30, UNHAPPY, force=KENT),
            *answering(100, HAPPY, force="gwent"),
        ])  # fmt: skip
        fill(Q3)
        return merge()

    @pytest.mark.slow
    def test_has_the_figures_of_those_that_ended_in_it(self, heir):
        found = reading.figures_for(heir, force_code=HEIR, period=Q3)

        [overall] = [figure for figure in found.total if figure.item == ITEM]
        assert (overall.force.positive, overall.force.base) == (pytest.approx(0.6), 100)

    @pytest.mark.slow
    def test_has_their_quarters_on_its_line(self, heir):
        [point] = reading.trend_for(heir, force_code=HEIR, item=ITEM, until=Q3)

        assert point.force.positive == pytest.approx(0.6)

    @pytest.mark.slow
    def test_has_their_sums_on_the_return_and_by_question(self, heir):
        asked = {"force_code": HEIR, "on": NOW.date()}
        lines = return_page_for(heir, period=Q3, **asked).lines
        questions = question_page_for(heir, query=QuestionQuery(period=Q3), **asked).figures

        line = kept_informed(lines)
        [question] = [one for one in questions if one.item.code == ITEM]
        told = [line.force, question.force]
        assert [(one.positive, one.base) for one in told] == [(pytest.approx(0.6), 100)] * 2

    @pytest.mark.slow
    def test_has_no_sum_where_one_of_them_hides_its_part(self, heir):
        hidden = {"shares": {KEPT_INFORMED: {EVERYBODY: "small_base"}}}
        tables = ShownTable.objects.filter(period=Q3, area=KENT, dimension__in=["all", "stage"])
        tables.update(**hidden)

        page = return_page_for(heir, force_code=HEIR, period=Q3, on=NOW.date())

        line = kept_informed(page.lines)
        assert isinstance(line.force, Suppressed)

    @pytest.mark.slow
    def test_is_told_of_no_page_that_nobody_answered(self, heir):
        asked = {"force_code": HEIR, "period": Q3, "on": NOW.date()}
        lines = return_page_for(heir, **asked).lines
        cells = scorecard_page_for(heir, **asked).cells
        of_city = scorecard_page_for(NATIONAL, **asked | {"force_code": CITY}).cells

        told = {line.force for line in lines if line.nation not in {None, NO_ANSWERS}}
        assert NO_ANSWERS not in told
        whys = {
            cell.reading.why
            for key, cell in cells.items()
            if not isinstance(cell.reading, Measured)
            and of_city[key].reading != Unmeasured(why=NO_ANSWERS.reason)
        }
        assert OF_OTHER_FORCES.reason in whys
        assert whys.isdisjoint({NO_ANSWERS.reason, NoReading.NOT_ASKED, NoReading.TOO_FEW_CASES})

    @pytest.mark.slow
    def test_has_their_coverage(self, heir):
        found = reading.coverage_for(heir, force_code=HEIR, period=Q3, on=NOW.date())

        steps = {step.step: step.count for step in found.steps}
        assert (steps[CoverageStep.RECORDED], steps[CoverageStep.USABLE]) == (100, 100)

    @pytest.mark.slow
    def test_is_compared_with_their_figures_as_its_own_past(self, heir):
        force = Force.objects.get(code=HEIR)

        shares = reading.force_shares(Q3, own=force)[ITEM]

        assert shares[HEIR, EVERYBODY].positive == pytest.approx(0.6)
        assert (HEIR, EVERYBODY) not in reading.force_shares(Q3)[ITEM]

    @pytest.mark.slow
    def test_leaves_each_of_them_and_the_nation_as_they_were(self, heir):
        found = reading.figures_for(NATIONAL, force_code=KENT, period=Q3)

        [overall] = [figure for figure in found.total if figure.item == ITEM]
        assert overall.force.positive == pytest.approx(0.5)
        assert overall.nation.base == 200
        funnel = reading.funnel_for(NATIONAL, item=ITEM, period=Q3)
        assert {point.force.code for point in funnel.points} == {CITY, KENT, "gwent"}


@pytest.mark.django_db
class TestASmallPredecessor:
    @pytest.mark.slow
    def test_hides_the_line_that_would_give_it_away(self):
        load([
            *answering(9, SATISFIED), *answering(60, SATISFIED, force=KENT),
            *answering(60, DISSATISFIED, force="gwent"),
        ])  # fmt: skip
        fill(Q3)
        heir = merge()

        [point] = reading.trend_for(heir, force_code=HEIR, item=ITEM, until=Q3)
        found = reading.coverage_for(heir, force_code=HEIR, period=Q3, on=NOW.date())

        assert isinstance(point.force, Suppressed)
        steps = {step.step: step.count for step in found.steps}
        assert (steps[CoverageStep.RECORDED], steps[CoverageStep.USABLE]) == (69, None)
