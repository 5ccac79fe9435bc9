from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responses.case_files.case import CaseStage
from responses.case_files.columns import CaseRow
from responses.case_files.police_uk import sources
from responses.case_files.police_uk.filings import Filing, OutcomeFact, StreetFact
from responses.eligibility.actions import decisions
from responses.imports.actions import import_cases, undo
from responses.imports.actions.import_police_uk import import_police_uk
from responses.imports.selectors import police_uk
from responses.models import Case, CaseBefore, CaseEvent, Import, PoliceUkFiling, StageEvent
from tests.conftest import NOW, TESTER

CITY = "city-of-london"
OF_AN_IMPORT = {"id", "first_import_id", "last_import_id"}
EVENT = ("kind", "codes", "on", "told_on", "is_before_report", "source_wording", "sequence")
LATER = NOW + timedelta(hours=1)


def street(crime_id="a1", month=1, crime_type="Burglary", last=""):
    fact = StreetFact(date(2016, month, 1), "E01000914", crime_type, last)
    return Filing(CITY, crime_id, street=frozenset({fact}))


def outcome(crime_id="a1", month=2, wording="Suspect charged"):
    fact = OutcomeFact(date(2016, month, 1), "E01000914", wording)
    return Filing(CITY, crime_id, outcomes=frozenset({fact}))


def load(*filings: Filing, at=NOW):
    joined: dict[str, Filing] = {}
    for filing in filings:
        known = joined.get(filing.crime_id)
        joined[filing.crime_id] = known.joined(filing) if known else filing
    return import_police_uk(
        filings=joined.values(), file_names=["x.csv"], is_simulated=False, by=TESTER, at=at
    )


def truth() -> dict:
    stored = {}
    for case in Case.objects.values():
        events = CaseEvent.objects.filter(case_id=case["id"]).order_by("sequence")
        filing = PoliceUkFiling.objects.filter(case_id=case["id"]).values("crimes", "outcomes")
        stored[case["case_key"]] = (
            {name: value for name, value in case.items() if name not in OF_AN_IMPORT},
            list(events.values(*EVENT)),
            list(filing),
        )
    return stored


def clear() -> None:
    Case.objects.all().delete()
    Import.objects.all().delete()


FILED = (
    street(), outcome(), outcome(month=3, wording="Offender fined"),
    outcome(month=1, wording="Local resolution"), street("a2", 2, "Robbery", "Under investigation"),
    outcome("a2", 4, "Investigation complete; no suspect identified"), outcome("a3"),
    street("a2", 3, "Shoplifting", "Local resolution"),
)  # fmt: skip


@pytest.mark.django_db
class TestTheOrderOfLoads:
    @pytest.mark.slow
    @settings(max_examples=8)
    @given(order=st.permutations(FILED), size=st.integers(1, 4))
    def test_makes_no_difference_to_any_row(self, order, size):
        load(*FILED)
        expected = truth()
        clear()

        for start in range(0, len(order), size):
            load(*order[start : start + size])

        assert truth() == expected
        clear()

    def test_leaves_the_type_of_a_crime_known_when_outcomes_come_later(self):
        load(street())
        load(outcome(), at=LATER)

        case = Case.objects.get()
        assert (case.crime_group, case.stage) == ("burglary", "CHARGED")

    def test_leaves_a_sentence_when_an_earlier_month_comes_later(self):
        load(outcome(month=3, wording="Offender fined"))
        load(outcome(month=2), at=LATER)

        assert Case.objects.get().stage == CaseStage.SENTENCED
        stages = CaseEvent.objects.filter(kind="stage").order_by("sequence")
        assert [event.codes for event in stages] == [["CHARGED"], ["SENTENCED"]]

    def test_makes_no_difference_to_what_is_decided(self):
        load(outcome(month=3), at=NOW)
        decisions.decide_events(force_code=CITY, by=TESTER, at=NOW)
        load(street(), outcome(month=2, wording="Under investigation"), at=LATER)
        decisions.decide_events(force_code=CITY, by=TESTER, at=LATER)

        stages = StageEvent.objects.order_by("on", "survey_stage").values_list("survey_stage", "on")
        assert [(stage, on.month) for stage, on in stages] == [
            ("ST1", 1), ("ST3c", 3), ("ST2", 4),
        ]  # fmt: skip


@pytest.mark.django_db
class TestTheSameFileTwice:
    def test_changes_nothing_and_leaves_no_import(self):
        load(*FILED)
        before = truth()

        summary = load(*FILED, at=LATER)

        assert (summary.created, summary.amended, summary.unchanged) == (0, 0, 3)
        assert truth() == before
        assert Import.objects.count() == 1

    def test_is_told_apart_from_one_more_row(self):
        load(*FILED)

        summary = load(*FILED, outcome("a3", 5, "Offender fined"), at=LATER)

        assert (summary.amended, summary.unchanged, summary.events_added) == (1, 2, 2)


@pytest.mark.django_db
class TestACase:
    def test_of_a_forces_own_file_is_left_as_it_is(self):
        import_cases.import_cases(
            rows=[
                CaseRow(
                    case_key="a1", force=CITY, reported_on=date(2016, 1, 3),
                    stage=CaseStage.REPORT, stage_on=date(2016, 1, 3), crime_group="robbery",
                )
            ],
            source=Import.Source.CASE_FILE, file_names=["own.csv"], is_simulated=False,
            by=TESTER, at=NOW,
        )  # fmt: skip
        before = truth()

        summary = load(outcome(), at=LATER)

        assert summary.unchanged == 1
        assert truth() == before

    def test_keeps_an_exclusion_by_hand(self):
        load(street())
        Case.objects.update(exclude_code="OTHER", exclude_by="s1", exclude_on=date(2026, 10, 1))

        load(outcome(), at=LATER)

        assert Case.objects.get().exclude_code == "OTHER"

    def test_keeps_the_day_the_victim_was_informed(self):
        load(outcome())
        CaseEvent.objects.filter(kind="outcome").update(told_on=date(2016, 2, 9))

        load(street(), at=LATER)

        assert CaseEvent.objects.get(kind="outcome").told_on == date(2016, 2, 9)

    def test_of_two_forces_is_two_cases(self):
        load(street())
        load(replace(outcome(), force="bedfordshire"), at=LATER)

        assert set(Case.objects.values_list("force_id", "crime_group")) == {
            (CITY, "burglary"),
            ("bedfordshire", "unknown"),
        }

    def test_stored_without_its_filing_loses_nothing(self):
        load(*FILED)
        before = truth()
        PoliceUkFiling.objects.all().delete()

        load(*FILED, at=LATER)

        after = truth()
        assert {key: row for key, (row, *_others) in after.items()} == {
            key: row for key, (row, *_others) in before.items()
        }
        assert PoliceUkFiling.objects.count() == 3


@pytest.mark.django_db
class TestUndoing:
    @pytest.mark.slow
    def test_puts_back_case_history_and_filing(self):
        load(street(), outcome())
        before = truth()
        load(outcome(month=3, wording="Offender fined"), street("a2"), at=LATER)

        summary = undo.undo_import(
            import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=LATER
        )

        assert (summary.undone_created, summary.undone_amended) == (1, 1)
        assert truth() == before

    @pytest.mark.slow
    def test_leaves_no_filing_where_none_was_stored(self):
        load(street(), outcome())
        PoliceUkFiling.objects.all().delete()
        before = truth()
        load(outcome(month=3, wording="Offender fined"), at=LATER)

        undo.undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=LATER)

        assert truth() == before

    @pytest.mark.slow
    def test_lets_the_same_rows_be_loaded_again(self):
        load(street())
        load(outcome(), at=LATER)
        expected = truth()
        undo.undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=LATER)

        load(outcome(), at=LATER)

        assert truth() == expected
        assert CaseBefore.objects.count() == 2


@pytest.mark.django_db
class TestCityOfLondon2016:
    @pytest.mark.slow
    def test_loaded_by_month_or_at_once_is_the_same_to_the_row(self, shared_data):
        self._compare(months(shared_data)[:3])

    @pytest.mark.nightly
    @pytest.mark.parametrize("is_reversed", [False, True])
    def test_loaded_whole_is_the_same_to_the_row(self, shared_data, is_reversed):
        found = months(shared_data)
        self._compare(found[::-1] if is_reversed else found)

    def _compare(self, parts):
        load_files([*chain(*parts)])
        at_once = truth()
        clear()
        for number, paths in enumerate(parts):
            load_files(paths, at=NOW + timedelta(minutes=number))

        assert truth() == at_once


def months(shared_data):
    folder = shared_data / "cases"
    found = [
        sorted(folder.glob(f"2016-{month:02}-city-of-london-*.csv.gz")) for month in range(1, 13)
    ]
    assert all(len(paths) == 2 for paths in found)
    return found


def load_files(paths, at=NOW):
    with sources.open_sources(paths, rules=police_uk.rules(today=NOW.date())) as reading:
        return import_police_uk(
            filings=reading.filings(), file_names=[], is_simulated=False, by=TESTER, at=at
        )
