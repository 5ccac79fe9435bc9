import pytest

from analytics.journey import stages
from analytics.journey.stages import COURT, IN_COURT
from analytics.stats.proportions import wilson_interval
from analytics.stats.suppression import NO_ANSWERS, Published, Suppressed, SuppressionReason

FEW = Suppressed(reason=SuppressionReason.SMALL_BASE)
PROTECTS = Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)


def published(positive: float, base: int = 200, *, effective: float | None = None) -> Published:
    trials = effective or base
    return Published(
        positive=positive,
        neutral=0.0,
        negative=1 - positive,
        interval=wilson_interval(successes=positive * trials, trials=trials),
        base=base,
        effective_base=trials,
    )


def before(code: str, *, is_court_apart: bool = False) -> tuple[str, ...]:
    row = stages.row(is_court_apart=is_court_apart)
    return next(stage.before for stage in row if stage.code == code)


class TestTheRow:
    def test_has_eight_stages_or_ten_with_court_split(self):
        together, apart = stages.row(), stages.row(is_court_apart=True)

        assert [stage.code for stage in together] == [
            "ST1", "ST2", "ST3a", "ST3b", "ST3c", COURT, "ST7", "ST8",
        ]  # fmt: skip
        assert len(apart) == 10
        assert [level for stage in together for level in stage.levels] == [
            level for stage in apart for level in stage.levels
        ]

    def test_never_holds_one_end_of_an_investigation_against_another(self):
        assert {before(code) for code in ("ST3a", "ST3b", "ST3c")} == {("ST2", "ST1")}
        assert before(COURT) == ("ST3c", "ST2", "ST1")
        assert before("ST7", is_court_apart=True)[:3] == ("ST6", "ST5", "ST4")

    def test_holds_the_bereaved_against_nothing(self):
        assert before("ST8") == ()


class TestStagesTogether:
    def test_weigh_as_the_events_that_could_be_asked_about(self):
        shares = {"ST4": published(0.8, 90, effective=60), "ST5": published(0.4, 50), "ST6": FEW}

        found = stages.stage_share(shares, {"ST4": 300, "ST5": 100, "ST6": 40}, levels=IN_COURT)

        assert found.share.positive == pytest.approx(0.7)
        assert found.share.effective_base == pytest.approx(160_000 / (90_000 / 60 + 10_000 / 50))
        assert found.share.base == 140
        assert found.share.positive + found.share.negative == pytest.approx(1)
        assert (found.levels, found.hidden) == (("ST4", "ST5"), {"ST6": FEW})

    def test_are_as_if_counted_together_where_weights_stand_for_the_events(self):
        shares = {"ST4": published(0.5, 100), "ST5": published(0.9, 100)}

        found = stages.stage_share(shares, {"ST4": 300, "ST5": 100}, levels=IN_COURT)

        assert found.share.positive == pytest.approx((3 * 50 + 90) / 400)
        assert found.share.effective_base == pytest.approx(400**2 / 1_000)

    def test_are_the_one_that_may_be_shown_where_there_is_but_one(self):
        shown = published(0.8)

        found = stages.stage_share({"ST4": PROTECTS, "ST5": shown}, {"ST5": 9}, levels=IN_COURT)

        assert found.share is shown
        assert found.hidden == {"ST4": PROTECTS, "ST6": NO_ANSWERS}

    def test_are_hidden_for_a_true_reason_where_none_may_be_shown(self):
        found = stages.stage_share({"ST5": FEW}, {}, levels=IN_COURT)

        assert found.share == FEW
        assert found.levels == ()


class TestSteps:
    def test_find_the_fall_and_name_the_stages_on_either_side(self):
        shares = {
            "Q-INF-1": {"ST1": published(0.61), "ST2": published(0.38), "ST3a": published(0.40)},
            "Q-OVR-1": {"ST1": published(0.60), "ST2": published(0.58), "ST3a": FEW},
        }

        steps = stages.steps_of(shares, stages.row())
        largest = stages.largest_fall(steps)

        assert (largest.item, largest.before, largest.stage) == ("Q-INF-1", "ST1", "ST2")
        assert largest.judged.difference.value == pytest.approx(-0.23)
        assert [(step.item, step.stage) for step in steps] == [
            ("Q-INF-1", "ST2"), ("Q-INF-1", "ST3a"), ("Q-OVR-1", "ST2"),
        ]  # fmt: skip
        assert [step.is_fall for step in steps] == [True, False, False]

    def test_pass_over_a_stage_of_too_few_to_the_nearest_before_it(self):
        few = published(0.9, 49)
        shares = {"Q-INF-1": {"ST1": published(0.7), "ST2": few, "ST3c": published(0.3)}}

        (step,) = stages.steps_of(shares, stages.row())

        assert (step.before, step.stage) == ("ST1", "ST3c")

    def test_call_a_rise_no_fall_however_clear(self):
        shares = {"Q-INF-1": {"ST1": published(0.3), "ST2": published(0.7)}}

        (step,) = stages.steps_of(shares, stages.row())

        assert step.judged.is_clear
        assert stages.largest_fall([step]) is None

    def test_pay_for_every_step_that_is_looked_at(self):
        two = {"ST1": published(0.55), "ST2": published(0.44)}
        alone = stages.steps_of({"Q-INF-1": two}, stages.row())
        even = {code: published(0.5) for code in ("ST1", "ST2", "ST3a", "ST3b", "ST3c", COURT)}
        others = dict.fromkeys(("Q-OVR-1", "Q-TRT-1", "Q-TRT-2a", "Q-CON-1"), even)

        among = stages.steps_of({"Q-INF-1": two, **others}, stages.row())

        assert alone[0].judged.is_clear
        assert not among[0].judged.is_clear
