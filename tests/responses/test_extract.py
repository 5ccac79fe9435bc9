from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from responses import extract
from responses.cases.sensitivity import SENSITIVE_FLAGS
from responses.extract_case_levels import CASE_LEVELS, UNKNOWN
from responses.models import Case, Invitation, Response, StageEvent
from survey.publishing import actions as publishing_actions
from tests.analytics import make
from tests.analytics.make import CITY, IN_Q3, KENT, Q3, SATISFIED, Victim
from tests.conftest import NOW, TESTER
from tests.survey.make import raw_definition

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
CORE = frozenset(f"Q-{number}" for number in range(10))


OF_BOTH = (
    "report_channel", "risk_level", "repeat_victim", "enhanced_rights", "local_area",
    "is_sensitive", "asked_route",
)  # fmt: skip


def answers() -> list[extract.AnswerRow]:
    return list(extract.answer_rows(period=Q3))


class TestAnswerRow:
    def test_has_no_field_that_points_at_a_person(self):
        names = {field.name for field in fields(extract.AnswerRow)}

        assert names.isdisjoint({"case_key", "case_id", "token", "mobile", "name", "person_key"})

    def test_says_which_answers_are_of_one_person_by_numbers_of_this_reading(self):
        stages = [Victim(answers=SATISFIED, stage=stage) for stage in ("ST1", "ST2")]
        make.load([Victim(answers=SATISFIED, force=KENT), *stages])
        in_city = StageEvent.objects.filter(case__force=CITY)
        in_city.update(case=in_city.values("case")[:1])

        assert [row.person for row in answers()] == [0, 1, 1]

    def test_carries_what_the_case_file_and_the_respondent_say(self):
        make.load([Victim(answers=SATISFIED, probability=0.25, crime_group="robbery")])

        (row,) = answers()

        assert (row.force, row.period, row.survey_stage) == (CITY, Q3, "ST2")
        assert (row.crime_group, row.sex, row.age_band) == ("robbery", "female", "35_44")
        assert (row.ethnicity_group, row.disability) == ("white", "no")
        assert row.selection_probability == 0.25
        assert {code: list(picked) for code, picked in row.answers.items()} == SATISFIED
        assert row.completed_on == date(2026, 8, 10)
        assert row.is_complete
        assert row.is_in_frame

    def test_says_of_its_case_what_later_became_of_it(self):
        make.load([Victim(answers=SATISFIED)])
        Case.objects.update(
            outcome_codes=["16"],
            outcome_on=date(2026, 9, 1),
            victim_told_on=date(2026, 9, 4),
            report_channel="call_101",
            risk_level="medium",
            flags={"repeat": True},
            area="West",
            language="cy",
            support_referral="declined",
            enhanced_rights="vulnerable",
            evidence_led="yes",
        )

        (row,) = answers()

        assert {name: getattr(row, name) for name in CASE_LEVELS} == {
            "outcome_group": "victim_does_not_support_action",
            "days_to_outcome": "29_90",
            "days_to_told": "2_7",
            "report_channel": "call_101",
            "risk_level": "medium",
            "repeat_victim": "yes",
            "local_area": "West",
            "route": "text_with_word",
            "case_language": "cy",
            "support_referral": "declined",
            "enhanced_rights": "vulnerable",
            "evidence_led": "yes",
        }

    @pytest.mark.parametrize(
        "case",
        [
            {"area": "West", "report_channel": "online", "risk_level": "high"},
            {"area": "E01024024", "flags": {"repeat": False, "sexual": False}},
            {"area": "", "flags": {**dict.fromkeys(SENSITIVE_FLAGS, False), "repeat": True}},
            {"flags": dict.fromkeys(SENSITIVE_FLAGS, False), "risk_level": "high"},
            {"flags": dict.fromkeys(SENSITIVE_FLAGS, False) | {"fgm": True}},
            {"flags": dict.fromkeys(SENSITIVE_FLAGS, False), "crime_group": "sexual"},
            {"enhanced_rights": "none"},
        ],
    )
    def test_says_of_who_was_asked_what_it_says_of_who_answered(self, case):
        make.load([Victim(answers=SATISFIED)])
        Case.objects.update(**case)

        (row,), (framed,) = answers(), extract.frame_counts(Q3)

        for of in OF_BOTH:
            assert getattr(row, of) == getattr(framed, of)
        assert row.asked_route == row.route

    def test_knows_no_small_area_of_the_census(self):
        make.load([Victim(answers=SATISFIED)])
        Case.objects.update(area="W01000001")

        assert [row.local_area for row in answers()] == ["unknown"]

    @pytest.mark.parametrize(
        ("crime_group", "flags", "kind"),
        [
            ("sexual", {"domestic_abuse": True}, "sexual"),
            ("violence", {"sexual": True, "domestic_abuse": False}, "sexual"),
            ("violence", {"domestic_abuse": True}, "domestic"),
            ("violence", {"domestic_abuse": False, "honour_based": True}, "domestic"),
            ("stalking_harassment", {"domestic_abuse": True}, "domestic"),
            ("stalking_harassment", {}, "stalking"),
            ("damage_arson", {"domestic_abuse": False, "stalking": True}, "stalking"),
            ("violence", {"domestic_abuse": False}, "violence"),
            ("robbery", {"domestic_abuse": False}, "other"),
            ("violence", {}, "unknown"),
            ("violence_or_sexual", {"domestic_abuse": False}, "unknown"),
        ],
    )
    def test_counts_each_case_under_one_kind_of_crime(self, crime_group, flags, kind):
        make.load([Victim(answers=SATISFIED, crime_group=crime_group, flags=flags)])

        (row,) = answers()
        (framed,) = extract.frame_counts(Q3)

        assert row.crime_kind == framed.crime_kind == kind

    def test_says_who_assisted(self):
        make.load([Victim(answers=SATISFIED, mode="web_code"), Victim(answers=SATISFIED)])
        Invitation.objects.filter(mode="web_code").update(assisted_by="IDVA")

        by_mode = {row.mode: row.assisted_by for row in answers()}

        assert by_mode == {"web_code": "IDVA", "web_sms": ""}

    @pytest.mark.safety
    @pytest.mark.parametrize(
        ("role", "is_own"),
        [("direct", True), ("child", True), ("bereaved", False), ("carer", False),
         ("intermediary", False), ("parent_of_child", False)],
    )  # fmt: skip
    def test_saf_10_tells_victims_own_answers_from_those_in_their_place(self, role, is_own):
        make.load([Victim(answers=SATISFIED, role=role)])

        (row,) = answers()
        (framed,) = extract.frame_counts(Q3)

        assert row.is_own_account is row.is_in_frame is is_own
        assert framed.is_own_account is framed.is_in_frame is is_own

    def test_says_unknown_where_the_case_file_is_blank(self):
        make.load(
            [
                Victim(
                    answers=SATISFIED,
                    sex="not recorded",
                    birth_year=None,
                    ethnicity_group="",
                    disability="",
                )
            ]
        )

        (row,) = answers()

        assert {row.sex, row.age_band, row.ethnicity_group, row.disability} == {UNKNOWN}

    def test_says_of_a_missing_probability_that_it_is_not_known(self):
        make.load([Victim(answers=SATISFIED, probability=None)])

        assert answers()[0].selection_probability is None

    @pytest.mark.parametrize(
        ("birth_year", "band"),
        [
            (2026 - 17, "under_18"),
            (2026 - 18, "18_24"),
            (2026 - 24, "18_24"),
            (2026 - 25, "25_34"),
            (2026 - 74, "65_74"),
            (2026 - 75, "75_over"),
            (2026 - 101, "75_over"),
        ],
    )
    def test_puts_age_in_bands_by_the_year_of_the_event(self, birth_year, band):
        make.load([Victim(answers=SATISFIED, birth_year=birth_year)])

        assert answers()[0].age_band == band


class TestAnswerRows:
    def test_leave_out_those_who_did_not_answer(self):
        make.load([Victim(), Victim(answers=SATISFIED)])

        assert len(answers()) == 1

    def test_leave_out_withdrawn_answers(self):
        make.load([Victim(answers=SATISFIED)])
        make.withdraw_all()

        assert answers() == []

    @pytest.mark.safety
    def test_leave_out_what_was_said_to_another_instrument(self):
        make.load([Victim(answers=SATISFIED)])
        raw = raw_definition(code="proxy")
        other = publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)

        Response.objects.update(instrument=other)

        assert answers() == []

    def test_leave_out_what_anybody_wrote(self):
        make.load([Victim(answers={**SATISFIED, "Q-OVR-1.other": ["my name is"], "T": ["words"]})])

        (row,) = answers()

        assert {code: list(picked) for code, picked in row.answers.items()} == SATISFIED

    def test_hold_a_partial_response_that_reached_the_headline(self):
        make.load([Victim(answers=SATISFIED, is_complete=False)])

        (row,) = answers()

        assert not row.is_complete
        assert row.completed_on == date(2026, 8, 10)

    def test_leave_out_a_partial_response_that_did_not(self):
        make.load([Victim(answers={"Q-CON-1": ["very_easy"]}, is_complete=False)])

        assert answers() == []

    def test_are_of_one_quarter(self):
        make.load([Victim(answers=SATISFIED, on=date(2026, 6, 30)), Victim(answers=SATISFIED)])

        assert [row.period for row in extract.answer_rows(period="2026-Q2")] == ["2026-Q2"]
        assert len(list(extract.answer_rows())) == 2

    def test_are_cut_by_the_day_of_completion_in_london_both_ends_within(self):
        late = datetime(2026, 8, 16, 22, 59, tzinfo=UTC)
        next_day = datetime(2026, 8, 16, 23, 0, tzinfo=UTC)
        make.load(
            [
                Victim(answers=SATISFIED, completed_at=late),
                Victim(answers=SATISFIED, completed_at=next_day),
            ]
        )

        first = extract.answer_rows(completed_to=date(2026, 8, 16))
        second = extract.answer_rows(completed_from=date(2026, 8, 17))

        assert [row.completed_on for row in first] == [date(2026, 8, 16)]
        assert [row.completed_on for row in second] == [date(2026, 8, 17)]

    def test_cost_the_same_queries_for_few_as_for_many(self):
        make.load(make.answering(3, SATISFIED))
        answers()
        with CaptureQueriesContext(
            connection,
        ) as few:
            answers()
        make.load(make.answering(30, SATISFIED))

        with CaptureQueriesContext(connection) as many:
            answers()

        assert len(few) == len(many)


PATHWAY = {
    "instrument": "national",
    "stage": "ST2",
    "outcome": [],
    "crimes": ["BUR"],
    "most": 22,
    "is_wales": False,
    "left_out": [],
    "turn": 0,
}


class TestWeekAnswers:
    def test_are_the_answers_of_the_frame_on_the_web_in_fewer_columns(self):
        late = Victim(answers=SATISFIED, force=KENT, crime_group="robbery", stage="ST1")
        make.load(
            [
                Victim(answers=SATISFIED, probability=0.25), late,
                Victim(answers=SATISFIED, is_complete=False),
                Victim(answers={"Q-CON-1": ["yes"]}, is_complete=False),
                Victim(answers=SATISFIED, mode="telephone"),
                Victim(answers=SATISFIED, decision="NOSAFE"),
                Victim(answers=SATISFIED, role="parent"), Victim(),
                Victim(answers=SATISFIED, completed_at=datetime(2026, 8, 9, 23, 30, tzinfo=UTC)),
            ]
        )  # fmt: skip
        Invitation.objects.filter(stage_event__case__force=KENT).update(
            invited_at=F("invited_at") - timedelta(days=30)
        )

        found = extract.week_answers(
            modes=("web_sms",), completed_from=IN_Q3, completed_to=IN_Q3 + timedelta(days=60)
        )

        assert sorted(map(_in_few, found)) == sorted(
            _in_few(row) for row in answers() if row.is_in_frame and row.mode == "web_sms"
        )
        assert {row[2] for row in map(_in_few, answers())} == {True, False}


def _in_few(row: extract.AnswerRow | extract.WeekAnswer) -> tuple[object, ...]:
    return (
        row.force, row.completed_on, row.is_late, row.survey_stage, row.crime_group,
        row.design_weight, sorted((code, list(picked)) for code, picked in row.answers.items()),
    )  # fmt: skip


class TestWhoSaidMore:
    @pytest.fixture
    def national(self):
        return make.national_instrument()

    @pytest.mark.slow
    def test_has_their_further_answers_by_the_version_they_were_asked_in(self, national):
        make.load([Victim(answers={**SATISFIED, "Q-ST2-1": ["always"], "Q-ST2-2": []})])
        Response.objects.update(
            more_choice="stopped",
            more_instrument=national,
            more_pathway=PATHWAY,
            chances={"Q-ST2-6": 0.5},
        )

        (row,) = answers()

        assert dict(row.answers) == {
            "Q-OVR-1": ("very_satisfied",),
            "Q-ST2-1": ("always",),
            "Q-ST2-2": (),
        }
        assert dict(row.chances) == {"Q-ST2-6": 0.5}
        assert row.has_said_more
        assert row.more_modules == {"", "ST2", "BUR"}

    @pytest.mark.slow
    def test_has_no_answer_to_what_no_version_asked(self, national):
        make.load([Victim(answers={**SATISFIED, "Q-GONE-1": ["always"]})])

        (row,) = answers()

        assert dict(row.answers) == {"Q-OVR-1": ("very_satisfied",)}
        assert not row.has_said_more
        assert row.more_modules == frozenset()


class TestWhatIsComplete:
    def test_is_the_core_done_whether_or_not_it_was_sent_in(self):
        make.load([Victim(answers={"Q-CON-1": ["very_easy"]}, is_complete=False)])
        assert answers() == []

        Response.objects.update(core_done_at=NOW)
        (row,) = answers()
        (framed,) = extract.frame_counts(Q3)

        assert row.is_complete
        assert row.completed_on == NOW.date()
        assert framed.is_completed

    def test_is_dated_by_the_day_it_was_sent_in_where_it_was(self):
        make.load([Victim(answers=SATISFIED)])
        Response.objects.update(core_done_at=NOW)

        (row,) = extract.answer_rows(completed_from=IN_Q3, completed_to=date(2026, 8, 31))

        assert row.completed_on == date(2026, 8, 10)


class TestIsUsable:
    def test_with_the_headline_answered(self):
        assert extract.is_usable({"Q-OVR-1": ["neither"]}, CORE)

    def test_with_six_in_ten_of_the_core_answered(self):
        six = {f"Q-{number}": ["yes"] for number in range(6)}

        assert extract.is_usable(six, CORE)
        assert not extract.is_usable(dict(list(six.items())[:5]), CORE)

    def test_counts_no_skipped_question(self):
        skipped = {f"Q-{number}": [] for number in range(10)}

        assert not extract.is_usable({**skipped, "Q-OVR-1": []}, CORE)

    def test_needs_a_core_to_have_a_share_of(self):
        assert not extract.is_usable({}, frozenset())


class TestFrameCounts:
    def test_count_events_that_share_everything_once(self):
        make.load([Victim(), Victim(), Victim(force=KENT)])

        rows = list(extract.frame_counts(Q3))

        assert {(row.force, row.events) for row in rows} == {(CITY, 2), (KENT, 1)}

    def test_add_up_to_every_event_of_the_quarter(self):
        make.load(
            [
                *make.answering(4, SATISFIED),
                Victim(decision="NOSAFE"),
                Victim(decision="NOT-SAMPLED", sex=""),
                Victim(on=date(2026, 10, 1)),
            ]
        )

        assert sum(row.events for row in extract.frame_counts(Q3)) == 6

    def test_say_how_far_each_event_came(self):
        make.load(
            [
                Victim(is_invited=False),
                Victim(sex="male"),
                Victim(answers=SATISFIED, crime_group="fraud"),
                Victim(answers=SATISFIED, crime_group="robbery", is_complete=False),
            ]
        )

        steps = {
            (row.sex, row.crime_group): (
                row.is_invited,
                row.is_delivered,
                row.is_opened,
                row.is_started,
                row.is_completed,
            )
            for row in extract.frame_counts(Q3)
        }

        assert steps == {
            ("female", "burglary"): (False, False, False, False, False),
            ("male", "burglary"): (True, True, False, False, False),
            ("female", "fraud"): (True, True, True, True, True),
            ("female", "robbery"): (True, True, True, True, False),
        }

    @pytest.mark.parametrize(
        ("decision", "is_in_frame"),
        [("INVITE", True), ("NOT-SAMPLED", True), ("PENDING", True), ("NOSAFE", False)],
    )
    def test_leave_excluded_events_out_of_the_frame(self, decision, is_in_frame):
        make.load([Victim(decision=decision)])

        (row,) = extract.frame_counts(Q3)

        assert row.is_in_frame is is_in_frame

    def test_call_a_crime_without_a_group_unknown(self):
        make.load([Victim(crime_group="")])

        assert next(extract.frame_counts(Q3)).crime_group == UNKNOWN

    def test_count_in_the_database_with_two_queries(self, django_assert_num_queries):
        make.load([Victim() for _ in range(20)])

        with django_assert_num_queries(2):
            rows = list(extract.frame_counts(Q3))

        assert len(rows) == 1


class TestPeriods:
    def test_are_those_with_events_oldest_first(self):
        make.load([Victim(), Victim(on=date(2025, 1, 1)), Victim(on=IN_Q3)])

        assert extract.periods() == ["2025-Q1", Q3]


class TestDecisionReasons:
    def test_explain_every_code_that_leaves_an_event_out_of_scope(self):
        assert extract.out_of_scope() <= extract.decision_reasons().keys()
