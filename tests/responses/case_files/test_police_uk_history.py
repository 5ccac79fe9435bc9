from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.case import CaseStage, EventKind
from responses.case_files.police_uk.history import PROGRESS, FiledWording, case_state
from responses.case_files.reference_lists import police_uk_wordings
from tests.each import for_each

REPORTED = date(2016, 1, 1)


def filed(*pairs):
    return [
        FiledWording(date(2016, month, 1), police_uk_wordings()[wording], wording)
        for month, wording in pairs
    ]


def stand(*pairs, reported_on=REPORTED):
    return case_state(filed(*pairs), reported_on=reported_on)


any_filed = st.lists(
    st.tuples(st.integers(1, 12), st.sampled_from(sorted(police_uk_wordings()))), max_size=8
)


class TestStage:
    @for_each(
        ("wording", "stage"),
        [
            ("Investigation complete; no suspect identified", CaseStage.NFA_POLICE),
            ("Unable to prosecute suspect", CaseStage.NFA_POLICE),
            ("Formal action is not in the public interest", CaseStage.NFA_POLICE),
            ("Suspect charged", CaseStage.CHARGED),
            ("Suspect charged as part of another case", CaseStage.CHARGED),
            ("Local resolution", CaseStage.OUT_OF_COURT),
            ("Offender given a caution", CaseStage.OUT_OF_COURT),
            ("Under investigation", CaseStage.INVESTIGATION),
            ("Awaiting court outcome", CaseStage.CHARGED),
            ("Court result unavailable", CaseStage.CHARGED),
            ("Status update unavailable", CaseStage.REPORT),
            ("Defendant sent to Crown Court", CaseStage.COURT_PRETRIAL),
            ("Defendant found not guilty", CaseStage.COURT_CONCLUDED),
            ("Court case unable to proceed", CaseStage.COURT_CONCLUDED),
            ("Offender sent to prison", CaseStage.SENTENCED),
            ("Offender imprisoned", CaseStage.SENTENCED),
        ],
    )
    def test_is_that_of_the_wording(self, wording, stage):
        assert stand((3, wording)).stage is stage

    def test_is_the_report_where_nothing_is_filed(self):
        assert stand().stage is CaseStage.REPORT
        assert stand().stage_on == REPORTED
        assert stand().events == ()

    def test_is_the_furthest_the_case_got(self):
        now = stand(
            (2, "Suspect charged"),
            (5, "Offender sent to prison"),
            (7, "Unable to prosecute suspect"),
        )

        assert (now.stage, now.stage_on) == (CaseStage.SENTENCED, date(2016, 5, 1))

    def test_is_reopened_where_an_investigation_follows_an_outcome(self):
        now = stand(
            (2, "Investigation complete; no suspect identified"), (4, "Under investigation")
        )

        assert (now.stage, now.stage_on) == (CaseStage.REOPENED, date(2016, 4, 1))

    def test_goes_on_from_where_it_was_reopened(self):
        now = stand(
            (2, "Investigation complete; no suspect identified"),
            (4, "Under investigation"),
            (6, "Local resolution"),
        )

        assert now.stage is CaseStage.OUT_OF_COURT

    def test_takes_the_furthest_of_one_month(self):
        now = stand((2, "Offender fined"), (2, "Suspect charged"))

        assert now.stage is CaseStage.SENTENCED
        assert [e.codes for e in now.events if e.kind is EventKind.STAGE] == [
            ("CHARGED",),
            ("SENTENCED",),
        ]


class TestProgress:
    WAY = (
        "Under investigation",
        "Unable to prosecute suspect",
        "Local resolution",
        "Suspect charged",
        "Defendant sent to Crown Court",
        "Defendant found not guilty",
        "Offender sent to prison",
    )

    @pytest.mark.parametrize(("before", "after"), [*pairwise(WAY)])
    def test_is_made_by_each_wording_after_the_one_before(self, before, after):
        assert stand((2, before), (4, after)).stage is stand((4, after)).stage

    @pytest.mark.parametrize(("before", "after"), [*pairwise(WAY[1:])])
    def test_is_not_undone_by_the_one_before(self, before, after):
        now = stand((2, after), (4, before))

        assert (now.stage, now.stage_on) == (stand((2, after)).stage, date(2016, 2, 1))


class TestOutcome:
    def test_is_all_the_codes_that_the_wording_may_stand_for(self):
        now = stand((2, "Unable to prosecute suspect"))

        assert now.outcome_codes == ("5", "11", "12", "13", "14", "15", "16", "17")
        assert now.outcome_on == date(2016, 2, 1)

    def test_is_none_while_the_investigation_goes_on(self):
        assert stand((2, "Under investigation")).outcome_codes == ()
        assert stand((2, "Status update unavailable")).outcome_codes == ()

    def test_is_the_charge_that_came_before_the_court(self):
        now = stand((2, "Suspect charged"), (5, "Offender fined"))

        assert (now.outcome_codes, now.outcome_on) == (("1", "1A"), date(2016, 2, 1))

    def test_is_the_charge_that_a_court_implies(self):
        assert stand((5, "Offender fined")).outcome_codes == ("1",)
        assert stand((5, "Awaiting court outcome")).outcome_codes == ("1",)

    def test_is_the_furthest_of_several(self):
        now = stand((2, "Offender given a caution"), (5, "Unable to prosecute suspect"))

        assert now.outcome_codes == ("2", "2A", "3", "3A")

    def test_is_the_latest_of_several_as_far(self):
        now = stand((2, "Local resolution"), (5, "Offender given penalty notice"))

        assert now.outcome_codes == ("6",)


class TestEvents:
    def test_keep_the_wording_as_it_was_filed(self):
        (court, _) = stand((5, "Offender imprisoned")).events

        assert court.source_wording == "Offender imprisoned"
        assert court.codes == ("concluded", "sentenced")

    def test_before_the_report_are_kept_and_flagged(self):
        events = stand((2, "Suspect charged"), reported_on=date(2016, 3, 1)).events

        assert all(event.is_before_report for event in events)

    @given(any_filed)
    def test_are_in_order_of_their_months(self, pairs):
        days = [event.on for event in stand(*pairs).events]

        assert days == sorted(days)

    @given(any_filed)
    def test_hold_every_wording_filed(self, pairs):
        events = stand(*pairs).events

        assert sorted(e.source_wording for e in events if e.kind is not EventKind.STAGE) == sorted(
            wording for _, wording in pairs
        )

    @given(any_filed, st.randoms())
    def test_do_not_depend_on_the_order_of_filing(self, pairs, random):
        shuffled = random.sample(pairs, len(pairs))

        assert stand(*pairs) == stand(*shuffled)

    @given(any_filed)
    def test_end_in_the_present_stage(self, pairs):
        now = stand(*pairs)
        stages = [event for event in now.events if event.kind is EventKind.STAGE]

        if stages:
            assert stages[-1].codes == (now.stage.value,)
            assert stages[-1].on == now.stage_on

    def test_know_how_far_each_state_is(self):
        states = {wording.state for wording in police_uk_wordings().values()}

        assert states <= set(PROGRESS)
