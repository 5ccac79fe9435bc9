from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from analytics.answer_modes import NOT_ASKED
from analytics.coverage_levels import MODE
from analytics.cube import cells as cube_cells
from analytics.cube import ledger_entries, parquet
from analytics.cube.cells import Codebook
from analytics.stats.weights.weighting import WeightingRefusedError
from analytics.tables import EVERYBODY, Dimension
from analytics.weighting import force_weights
from responses.extract_rows import AnswerRow, FrameRow
from survey.definition.types import Meaning

FRAME_FACTS = {
    "survey_stage": "ST2",
    "crime_group": "burglary",
    "sex": "female",
    "age_band": "25_34",
    "ethnicity_group": "white",
    "disability": "no",
}


MEANINGS = {"Q-OVR-1": {"very_satisfied": Meaning.POSITIVE, "neither": Meaning.NEUTRAL}}
CODEBOOK = Codebook(
    bins=(("Q-OVR-1", "very_satisfied"), ("Q-OVR-1", "neither")),
    levels=ledger_entries.every_level(),
    forces=("f", "g"),
)


def answer(number: int = 1, **facts: object) -> AnswerRow:
    return AnswerRow(
        **{
            **FRAME_FACTS,
            "response_id": number,
            "person": number,
            "force": "f",
            "period": "2026-Q3",
            "decision": "INVITE",
            "selection_probability": 1.0,
            "completed_on": date(2026, 8, 10),
            "is_complete": True,
            "language": "en",
            "mode": "web_sms",
            "answers": {"Q-OVR-1": ["very_satisfied"]},
            **facts,
        }
    )


def frame(events: int, **facts: object) -> FrameRow:
    return FrameRow(
        **{
            **FRAME_FACTS,
            "force": "f",
            "decision": "INVITE",
            "mode": "web_sms",
            "is_invited": True,
            "is_undeliverable": False,
            "is_delivered": True,
            "is_opened": False,
            "is_started": False,
            "is_completed": False,
            "events": events,
            **facts,
        }
    )


def weighed(rows, frames, meanings=MEANINGS):
    return force_weights.weigh_forces(rows, frames, meanings=meanings)


def filled(rows: list[AnswerRow], frames: list[FrameRow]) -> dict:
    weights, _ = weighed(rows, frames)
    codebook = CODEBOOK
    entries = [
        ledger_entries.entry_of(row, weight=weight, codebook=codebook)
        for row, weight in zip(rows, weights, strict=True)
    ]
    with TemporaryDirectory() as name:
        parquet.write(Path(name), entries, codebook=codebook)
        return {
            (force, *codebook.levels[level]): cube_cells.bins_of(sums, codebook=codebook)
            for (force, level), sums in parquet.cells([Path(name)], codebook=codebook)
        }


class TestCountable:
    def test_is_the_web_alone(self):
        rows = [answer(), answer(mode="telephone"), answer(mode="paper")]

        assert list(ledger_entries.countable(rows)) == [rows[0]]

    def test_takes_in_what_was_answered_by_a_code(self):
        rows = [answer(mode="web_code", assisted_by="IDVA"), answer(mode="web_email")]

        assert list(ledger_entries.countable(rows)) == rows

    def test_leaves_out_who_answers_in_anothers_place(self):
        rows = [answer(is_own_account=False), answer()]

        assert list(ledger_entries.countable(rows)) == [rows[1]]

    def test_is_in_the_frame(self):
        rows = [answer(decision="NOSAFE"), answer()]

        assert list(ledger_entries.countable(rows)) == [rows[1]]


class TestWeighForces:
    def test_weighs_up_to_the_frame(self):
        rows = [answer(number) for number in range(30)]

        weights, runs = weighed(rows, [frame(90)])

        assert sum(weights) == pytest.approx(90)
        assert runs[0].respondents == 30
        assert runs[0].frame_total == 90
        assert runs[0].design_effect == pytest.approx(1)

    def test_makes_up_for_those_who_answer_less(self):
        women = [answer(number) for number in range(40)]
        men = [answer(number, sex="male") for number in range(20)]

        weights, _ = weighed([*women, *men], [frame(100), frame(100, sex="male")])

        assert sum(weights[:40]) == pytest.approx(100)
        assert sum(weights[40:]) == pytest.approx(100)

    def test_refuses_a_level_that_the_frame_lacks_and_names_it_with_its_force(self):
        rows = [answer(number, sex=sex) for number in range(30) for sex in ("female", "male")]

        with pytest.raises(WeightingRefusedError, match=r"^f, sex, level male: someone answered"):
            weighed(rows, [frame(90)])

    def test_leaves_excluded_events_out_of_the_frame(self):
        rows = [answer(number) for number in range(30)]

        weights, _ = weighed(rows, [frame(60), frame(40, decision="NOSAFE")])

        assert sum(weights) == pytest.approx(60)

    def test_counts_those_not_sampled_and_not_yet_asked(self):
        rows = [answer(number) for number in range(30)]
        frames = [frame(30), frame(60, decision="NOT-SAMPLED"), frame(10, decision="PENDING")]

        weights, _ = weighed(rows, frames)

        assert sum(weights) == pytest.approx(100)

    def test_starts_from_the_chance_of_being_asked(self):
        often = [answer(number) for number in range(30)]
        seldom = [answer(number, selection_probability=0.5) for number in range(30)]

        weights, _ = weighed([*often, *seldom], [frame(90)])

        assert weights[0] == pytest.approx(1)
        assert weights[30] == pytest.approx(2)

    def test_takes_a_chance_that_is_not_known_from_the_share_asked_of_like_cases(self):
        rows = [
            *(answer(number, selection_probability=None) for number in range(20)),
            *(answer(number, selection_probability=0.5) for number in range(20, 40)),
        ]
        frames = [
            frame(40),
            frame(60, decision="FATIGUE", is_invited=False),
            frame(100, decision="PENDING", is_invited=False),
            frame(900, decision="NOSAFE", is_invited=False),
        ]

        weights, _ = weighed(rows, frames)

        assert weights[0] / weights[20] == pytest.approx(0.5 / 0.4)

    def test_gives_no_chance_under_one_in_twenty(self):
        rows = [answer(number, selection_probability=0.001) for number in range(20)]
        rows += [answer(number, selection_probability=0.2) for number in range(20, 40)]

        weights, _ = weighed(rows, [frame(900)])

        assert weights[0] / weights[20] == pytest.approx(0.2 / 0.05)

    def test_weighs_each_stage_to_what_could_be_asked_about_it(self):
        reports = [answer(number, survey_stage="ST1") for number in range(60)]
        closed = [answer(number, survey_stage="ST3a") for number in range(20)]
        frames = [
            frame(90, survey_stage="ST1"),
            frame(10, survey_stage="ST1", decision="NOT-SAMPLED", is_invited=False),
            frame(30, survey_stage="ST3a"),
            frame(270, survey_stage="ST3a", decision="FATIGUE", is_invited=False),
        ]

        weights, [run] = weighed([*reports, *closed], frames)

        assert sum(weights[:60]) == pytest.approx(100)
        assert sum(weights[60:]) == pytest.approx(300)
        assert run.margins["survey_stage"] == ("ST1", "ST3a")

    def test_puts_a_stage_of_few_answers_together_with_its_neighbour(self):
        rows = [
            *(answer(number, survey_stage="ST1") for number in range(22)),
            *(answer(number, survey_stage="ST4") for number in range(22, 55)),
            *(answer(number, survey_stage="ST6") for number in range(55, 60)),
        ]
        frames = [frame(100, survey_stage=stage) for stage in ("ST1", "ST4", "ST6")]

        _, [run] = weighed(rows, frames)

        assert run.margins["survey_stage"] == ("ST1", "ST4 + ST6")

    def test_weighs_each_force_to_its_own_frame(self):
        rows = [answer(n, force=force) for force in ("f", "g") for n in range(25)]

        weights, runs = weighed(rows, [frame(50), frame(500, force="g")])

        assert sum(weights[:25]) == pytest.approx(50)
        assert sum(weights[25:]) == pytest.approx(500)
        assert [run.force for run in runs] == ["f", "g"]


class TestCells:
    def test_hold_one_bin_a_choice(self):
        rows = [
            *(answer(number) for number in range(20)),
            *(answer(n, answers={"Q-OVR-1": ["neither"]}) for n in range(20, 30)),
        ]

        cells = filled(rows, [frame(60)])

        assert cells["f", Dimension.ALL, EVERYBODY]["Q-OVR-1"] == {
            "very_satisfied": [20, pytest.approx(40), pytest.approx(80)],
            "neither": [10, pytest.approx(20), pytest.approx(40)],
        }

    def test_hold_no_bin_of_skipped_or_unasked(self):
        rows = [answer(1), answer(2, answers={"Q-OVR-1": []}), answer(3, answers={})]

        cells = filled(rows, [frame(3)])

        assert cells["f", Dimension.ALL, EVERYBODY] == {
            "Q-OVR-1": {"very_satisfied": [1, pytest.approx(1), pytest.approx(1)]}
        }

    def test_take_stage_and_crime_from_the_case(self):
        cells = filled([answer(1)], [frame(1)])

        assert ("f", Dimension.STAGE, "ST2") in cells
        assert ("f", Dimension.CRIME_GROUP, "burglary") in cells

    @pytest.mark.slow
    def test_take_characteristics_from_the_answers_alone(self):
        said = {"Q-OVR-1": ["neither"], "EQ-SEX": ["male"]}

        cells = filled([answer(1, answers=said)], [frame(1)])

        assert ("f", Dimension.SEX, "male") in cells
        assert ("f", Dimension.SEX, "female") not in cells
        assert not [key for key in cells if key[1] is Dimension.AGE_BAND]

    def test_hold_declared_levels_only(self):
        cells = filled([answer(1, crime_group="a new one")], [frame(1, crime_group="a new one")])

        assert not [key for key in cells if key[1] is Dimension.CRIME_GROUP]

    def test_of_stages_add_up_to_all(self):
        rows = [answer(n, survey_stage="ST1" if n % 3 else "ST2") for n in range(30)]

        cells = filled(rows, [frame(60)])
        parts = [cells["f", Dimension.STAGE, stage]["Q-OVR-1"] for stage in ("ST1", "ST2")]

        total = cells["f", Dimension.ALL, EVERYBODY]["Q-OVR-1"]["very_satisfied"]
        assert [
            sum(values) for values in zip(*(p["very_satisfied"] for p in parts), strict=True)
        ] == [pytest.approx(value) for value in total]


class TestCoverage:
    def test_counts_events_by_decision_and_step(self):
        frames = [frame(5), frame(3, decision="NOSAFE", is_invited=False, is_delivered=False)]

        counts = force_weights.coverage(frames, [answer(1)])["f", Dimension.ALL, EVERYBODY]

        assert counts == {
            "recorded": 8,
            "INVITE": 5,
            "NOSAFE": 3,
            "invited": 5,
            "delivered": 5,
            "usable": 1,
        }

    def test_counts_an_event_excluded_after_its_text_as_excluded_only(self):
        counts = force_weights.coverage([frame(4, decision="BADNUM")], [])

        assert counts["f", Dimension.ALL, EVERYBODY] == {"recorded": 4, "BADNUM": 4}

    @pytest.mark.parametrize("apart", [{"mode": "telephone"}, {"is_own_account": False}])
    def test_counts_apart_who_was_asked_and_could_not_be_counted(self, apart):
        frames = [frame(5), frame(3, **apart), frame(1, is_undeliverable=True, **apart)]

        counts = force_weights.coverage(frames, [])["f", Dimension.ALL, EVERYBODY]

        assert (counts["invited"], counts["undeliverable"], counts["apart"]) == (9, 1, 3)

    def test_is_by_mode(self):
        frames = [frame(5, mode="web_code"), frame(3, mode=NOT_ASKED, is_invited=False)]

        counts = force_weights.coverage(frames, [answer(1, mode="web_code")])

        assert counts["f", MODE, "web_code"]["usable"] == 1
        assert counts["f", MODE, NOT_ASKED] == {"recorded": 3, "INVITE": 3, "delivered": 3}

    def test_is_by_what_the_case_file_knows(self):
        counts = force_weights.coverage([frame(4, sex="unknown")], [])

        assert counts["f", Dimension.SEX, "unknown"]["recorded"] == 4
