from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.case import CaseStage
from responses.case_files.police_uk.cases import case_of, filing_of_case
from responses.case_files.police_uk.filings import (
    Filing,
    OutcomeFact,
    StreetFact,
    filing_of,
    stored_filing,
)
from responses.case_files.police_uk.rows import read_file
from responses.case_files.reference_lists import police_uk_crime_types, police_uk_wordings
from tests.responses.case_files.police_uk_files import (
    RULES,
    outcome_row,
    outcomes_file,
    street_file,
    street_row,
)

KEY = ("city-of-london", "a1")
months = st.integers(1, 4).map(lambda month: date(2016, month, 1))
areas = st.sampled_from(["", "E01000914", "E01000005"])
wordings = st.sampled_from(sorted(police_uk_wordings()))
present = st.sampled_from(["", *sorted({each.text for each in police_uk_wordings().values()})])
street_facts = st.builds(
    StreetFact, months, areas, st.sampled_from(sorted(police_uk_crime_types())), present
)
outcome_facts = st.builds(OutcomeFact, months, areas, wordings)
filings = st.builds(
    lambda street, outcomes: Filing(*KEY, street, outcomes),
    st.frozensets(street_facts, max_size=4),
    st.frozensets(outcome_facts, max_size=6),
)
facts = st.lists(street_facts | outcome_facts, min_size=1, max_size=8)


def filing(*found: StreetFact | OutcomeFact) -> Filing:
    return Filing(
        *KEY,
        frozenset(fact for fact in found if isinstance(fact, StreetFact)),
        frozenset(fact for fact in found if isinstance(fact, OutcomeFact)),
    )


def street(month=1, crime_type="Burglary", last="", area=""):
    return StreetFact(date(2016, month, 1), area, crime_type, last)


def outcome(month=1, wording="Suspect charged", area=""):
    return OutcomeFact(date(2016, month, 1), area, wording)


class TestJoining:
    @given(filings, filings)
    def test_does_not_depend_on_the_order(self, one, other):
        assert one.joined(other) == other.joined(one)

    @given(filings, filings, filings)
    def test_does_not_depend_on_what_was_loaded_together(self, one, two, three):
        assert one.joined(two).joined(three) == one.joined(two.joined(three))

    @given(filings)
    def test_of_what_is_known_changes_nothing(self, one):
        assert one.joined(one) == one

    @given(facts, st.randoms(use_true_random=False), st.integers(1, 8))
    def test_in_any_parts_and_order_gives_the_same_case(self, found, random, parts):
        shuffled = random.sample(found, len(found))
        joined = filing()
        for start in range(0, len(shuffled), parts):
            joined = joined.joined(filing(*shuffled[start : start + parts]))

        assert case_of(joined) == case_of(filing(*found))

    @given(filings)
    def test_survives_being_stored(self, one):
        texts = {"street": one.street_texts(), "outcomes": one.outcome_texts()}

        assert stored_filing(KEY, **texts) == one


class TestRows:
    def test_give_each_fact_once(self):
        files = (
            street_file(street_row(), street_row()),
            outcomes_file(outcome_row(), outcome_row(month="2016-04"), outcome_row()),
        )
        rows = [row for file in files for row in read_file(file, rules=RULES)]

        found = filing_of(rows)

        assert found.key == KEY
        assert len(found.street) == 1
        assert sorted(fact.month.month for fact in found.outcomes) == [3, 4]


class TestCase:
    @given(st.lists(street_facts, min_size=1, max_size=4), st.lists(outcome_facts, max_size=4))
    def test_knows_no_less_than_any_part_of_its_filing(self, filed, outcomes):
        part, whole = case_of(filing(*filed)), case_of(filing(*filed, *outcomes))

        assert whole.crime_group == part.crime_group
        assert whole.reported_on == part.reported_on
        assert whole.area or not part.area

    def test_has_the_type_of_the_street_file_whatever_outcomes_come_later(self):
        row = case_of(filing(street()).joined(filing(outcome(3))))

        assert (row.crime_group, row.stage) == ("burglary", CaseStage.CHARGED)

    @pytest.mark.parametrize("others", [{}, {"last": "Offender fined"}])
    def test_is_told_by_the_later_month(self, others):
        row = case_of(filing(street(1, "Robbery", **others), street(2, "Burglary")))

        assert (row.crime_group, row.reported_on) == ("burglary", date(2016, 2, 1))

    def test_is_told_by_the_later_outcome_in_the_published_order_within_a_month(self):
        fined = street(1, "Robbery", "Offender fined")
        row = case_of(filing(street(1, "Burglary", "Suspect charged"), fined))

        assert (row.crime_group, row.stage) == ("robbery", CaseStage.SENTENCED)

    def test_keeps_a_last_outcome_that_a_later_month_does_not_say(self):
        row = case_of(filing(street(1, last="Local resolution"), street(2)))

        assert row.stage is CaseStage.OUT_OF_COURT
        assert row.events[0].is_before_report

    def test_keeps_an_area_that_a_later_row_does_not_say(self):
        assert case_of(filing(street(1, area="E01000914"), street(2))).area == "E01000914"
        assert case_of(filing(street(1), outcome(2, area="E01000005"))).area == "E01000005"

    def test_has_the_later_of_two_outcomes_that_are_equally_far(self):
        caution, fine = "Offender given a caution", "Offender given penalty notice"

        assert case_of(filing(outcome(2, fine), outcome(1, caution))).outcome_codes == ("6",)
        assert case_of(filing(outcome(1, fine), outcome(1, caution))).outcome_codes == (
            "2", "2A", "3", "3A",
        )  # fmt: skip

    def test_has_an_outcome_once_that_is_filed_for_two_areas(self):
        row = case_of(filing(outcome(1, area="E01000914"), outcome(1, area="E01000005")))

        assert [event.codes for event in row.events] == [("1", "1A"), ("CHARGED",)]


class TestACaseStoredWithoutItsFiling:
    @given(st.lists(street_facts, max_size=1), st.lists(outcome_facts, min_size=1, max_size=5))
    def test_tells_the_same_case_again(self, filed, outcomes):
        before = case_of(filing(*filed, *outcomes))

        found = filing_of_case(
            KEY,
            crime_group=before.crime_group,
            reported_on=before.reported_on,
            area=before.area,
            events=before.history(),
        )

        assert case_of(found) == before

    def test_keeps_an_outcome_that_only_the_street_file_had(self):
        before = case_of(filing(street(last="Local resolution")))
        found = filing_of_case(
            KEY, crime_group="burglary", reported_on=date(2016, 1, 1), area="", events=before.events
        )

        assert case_of(found) == before
