from datetime import date
from functools import cache

import pytest

from analytics.stats import shares
from analytics.tables import EVERYBODY
from analytics.weighting import force_weights, further_weights
from responses.extract_rows import AnswerRow, FrameRow
from survey.definition.types import Meaning
from tests.bench import further
from tests.bench.further import SAID, TEN

ITEMS = dict.fromkeys(("Q-ST2-1", "Q-COD-2", "Q-BUR-1", "Q-INF-2a", "Q-INF-2b"), SAID)


def person(number, *, content, stage="ST2", more=None, chances=None, crime="BUR"):
    has_said_more = more is not None and not chances
    ten = dict.fromkeys(TEN, ("good",) if content else ("bad",))
    return AnswerRow(
        response_id=number, person=number, force="kent", period="2026-Q3", decision="INVITE",
        survey_stage=stage,
        crime_group="burglary", sex="female", age_band="35_44", ethnicity_group="white",
        disability="no", selection_probability=1.0, completed_on=date(2026, 8, 3),
        is_complete=True, language="en", mode="web_sms", chances=chances or {},
        more_choice="wanted" if has_said_more else "declined",
        more_modules=frozenset({"", stage, crime}) if has_said_more else frozenset(),
        answers={**ten, **(more or {})},
    )  # fmt: skip


def people(*groups):
    rows = []
    for count, facts in groups:
        rows += [person(len(rows) + at, **facts) for at in range(count)]
    return rows


def counted(rows, *, rotating=()):
    by_stage = {row.survey_stage: [] for row in rows}
    for row in rows:
        by_stage[row.survey_stage].append(row)
    frame = [
        FrameRow(
            force="kent", decision="INVITE", survey_stage=stage, crime_group="burglary",
            sex="female", age_band="35_44", ethnicity_group="white", disability="no",
            mode="web_sms", is_invited=True, is_undeliverable=False, is_delivered=True,
            is_opened=True, is_started=True, is_completed=True,
            events=1000 * len(people) // len(rows),
        )
        for stage, people in by_stage.items()
    ]  # fmt: skip
    weights, runs = force_weights.weigh_forces(rows, frame, meanings=TEN)
    return further_weights.count_items(
        rows, weights=weights, runs=runs, meanings=TEN, further=ITEMS, rotating=set(rotating)
    )


def share(counts):
    return shares.tally_of(bins=counts.total.bins, meanings=SAID).share(Meaning.POSITIVE)


GOOD, BAD, SKIPPED = ({"Q-ST2-1": one} for one in (("good",), ("bad",), ()))


class TestWhoSaidMore:
    def test_stand_for_all_who_answered(self):
        found = counted(
            people(
                (40, {"content": True, "more": GOOD}),
                (20, {"content": False, "more": BAD}),
                (10, {"content": True}),
                (30, {"content": False}),
            )
        )

        assert share(found["Q-ST2-1"]) == pytest.approx(0.5)
        assert found["Q-ST2-1"].effective[EVERYBODY] == pytest.approx(160 / 3)

    def test_are_counted_once_each_and_skipped_answers_not_at_all(self):
        found = counted(
            people(
                (30, {"content": True, "more": GOOD}),
                (20, {"content": False, "more": BAD}),
                (5, {"content": False, "more": SKIPPED}),
                (30, {"content": False}),
            )
        )

        tally = shares.tally_of(bins=found["Q-ST2-1"].total.bins, meanings=SAID)
        assert tally.base == 50

    def test_stand_for_those_the_question_concerns_where_some_broke_off_before_it(self):
        found = counted(
            people(
                (40, {"content": True, "more": GOOD}),
                (20, {"content": False, "more": BAD}),
                (20, {"content": False, "more": {}}),
            )
        )

        assert share(found["Q-ST2-1"]) == pytest.approx(0.5)

    def test_count_by_the_chance_of_a_turn(self):
        rows = [
            *people((30, {"content": True, "more": GOOD})),
            *people((30, {"content": True, "more": BAD})),
            *people((60, {"content": True, "more": {}})),
        ]
        rows = [
            AnswerRow(**{name: getattr(row, name) for name in AnswerRow.__slots__}
                      | {"response_id": at, "chances": {"Q-ST2-1": chance}})
            for at, (row, chance) in enumerate(
                zip(rows, [0.5] * 30 + [0.25] * 30 + [0.5] * 60, strict=True)
            )
        ]  # fmt: skip

        assert share(counted(rows)["Q-ST2-1"]) == pytest.approx(1 / 3)

    def test_are_no_figure_where_too_few_said_more(self):
        rows = people((19, {"content": True, "more": GOOD}), (80, {"content": False}))

        assert counted(rows) == {}

    def test_are_the_domain_alone_whom_a_crime_concerns(self):
        found = counted(
            people(
                (30, {"content": True, "more": {"Q-BUR-1": ("good",)}}),
                (10, {"content": True, "more": {"Q-BUR-1": ("bad",)}}),
                (40, {"content": False, "more": {}, "crime": "VIO"}),
            )
        )

        assert share(found["Q-BUR-1"]) == pytest.approx(0.75)

    def test_need_nobody_to_stand_for_who_was_not_asked_because_of_an_answer(self):
        asked = {"Q-INF-2a": ("good",), "Q-INF-2b": ("good",)}
        found = counted(
            people(
                (30, {"content": True, "more": asked}),
                (30, {"content": True, "more": {"Q-INF-2a": ("bad",)}}),
            )
        )

        assert share(found["Q-INF-2b"]) == pytest.approx(1.0)
        assert (
            found["Q-INF-2b"].total.bins["good"][1] < found["Q-INF-2a"].total.bins["good"][1] * 1.01
        )


class TestWhatIsDrawn:
    def test_comes_from_those_it_was_drawn_for_whatever_they_chose(self):
        rows = people(
            (15, {"content": True, "more": GOOD, "chances": {"Q-ST2-1": 0.25}}),
            (15, {"content": False, "more": BAD, "chances": {"Q-ST2-1": 0.25}}),
            (40, {"content": True, "more": GOOD}),
            (30, {"content": False}),
        )

        found = counted(rows, rotating=["Q-ST2-1"])["Q-ST2-1"]

        assert share(found) == pytest.approx(0.5)
        assert shares.tally_of(bins=found.total.bins, meanings=SAID).base == 30
        assert found.others is not None
        assert shares.tally_of(bins=found.others.bins, meanings=SAID).base == 40

    def test_is_weighed_to_each_stage_at_which_it_is_drawn(self):
        rows = people(
            (20, {"content": True, "more": {"Q-COD-2": ("good",)}, "chances": {"Q-COD-2": 0.5}}),
            (20, {"content": True, "stage": "ST1", "more": {"Q-COD-2": ("bad",)},
                  "chances": {"Q-COD-2": 0.5}}),
            (60, {"content": True, "stage": "ST1"}),
        )  # fmt: skip

        found = counted(rows, rotating=["Q-COD-2"])["Q-COD-2"]

        assert share(found) == pytest.approx(0.2)


@cache
def surveyed():
    return further.surveyed(surveys=20)


@pytest.mark.slow
class TestACoverageSample:
    def test_holds_the_truth_as_often_as_it_says(self):
        covered = [one.covered for one in surveyed().values()]

        # Of 120 intervals at 95 %, so many or more hold it 998 times in a thousand.
        assert sum(covered) / len(covered) >= 0.88

    def test_takes_away_nearly_all_that_choosing_to_say_more_bends(self):
        for code, one in surveyed().items():
            assert one.plain_bias > 0.06, code
            assert abs(one.bias) < 0.02, code

    def test_shows_that_who_says_more_does_not_stand_for_all(self):
        assert all(one.plain < 0.6 for one in surveyed().values())

    def test_has_drawn_and_chosen_agree_as_often_as_chance_lets_them(self):
        assert surveyed()["Q-ST2-1"].agrees >= 0.8
