import calendar
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from access.forces.reference_file import force_rows
from config.demo import rehearsal
from config.demo.nation import ForceHistory
from responses.case_files.columns import CaseRow
from responses.case_files.police_uk import sources
from responses.case_files.police_uk.cases import case_of
from responses.case_files.police_uk.rows import PoliceUkRules

NAMES = {name: row.code for row in force_rows() for name in (row.name.casefold(), row.code)}


@pytest.fixture(scope="module")
def filed() -> tuple[CaseRow, ...]:
    folder = Path(__file__).resolve().parents[4] / "shared" / "data" / "cases"
    if not folder.is_dir():
        pytest.skip("the folder of real public data is not beside the project")
    files = sorted(folder.glob("2016-0[1-3]-city-of-london-*"))
    rules = PoliceUkRules(codes_by_name=NAMES, lives={}, today=date(2026, 11, 16))
    with sources.open_sources(files, rules=rules) as reading:
        return tuple(case_of(filing) for filing in reading.filings())


@pytest.fixture(scope="module")
def history(filed: tuple[CaseRow, ...]) -> ForceHistory:
    return next(rehearsal.histories(filed, seed=1))


def month(day: date) -> date:
    return day.replace(day=1)


class TestRehearsal:
    def test_keeps_crimes_and_outcomes_as_filed(self, filed, history):
        assert len(history.rows) == len(filed)
        for real, row in zip(filed, history.rows, strict=True):
            assert (row.case_key, row.crime_group) == (real.case_key, real.crime_group)
            assert row.outcome_codes == real.outcome_codes
            assert row.stage == real.stage
            assert row.is_victimless == real.is_victimless
            assert row.is_business >= real.is_business

    def test_gives_each_month_a_day(self, filed, history):
        for real, row in zip(filed, history.rows, strict=True):
            assert month(row.reported_on) == real.reported_on
            assert [month(event.on) for event in row.events] == [e.on for e in real.events]
            assert not row.is_month_only

    def test_puts_no_event_of_the_month_of_report_before_the_report(self, history):
        for row in history.rows:
            for event in row.events:
                assert event.on >= row.reported_on or month(event.on) < month(row.reported_on)

    def test_tells_victims_of_outcomes_after_they_came(self, history):
        events = [event for row in history.rows for event in row.events]

        assert all(event.told_on >= event.on for event in events if event.told_on)
        assert any(event.told_on for event in events)

    def test_makes_up_the_victims(self, history):
        sexes = Counter(row.sex for row in history.rows)

        assert sexes["female"] > 100
        assert sexes["male"] > 100
        assert any(row.birth_year for row in history.rows)
        assert any(row.flags.get("domestic_abuse") for row in history.rows)

    @pytest.mark.slow
    def test_is_the_same_for_the_same_seed(self, filed, history):
        assert next(rehearsal.histories(filed, seed=1)).rows == history.rows
        assert next(rehearsal.histories(filed, seed=2)).rows != history.rows

    def test_gets_answers(self, history):
        assert sum(reply.answers is not None for reply in history.replies.values()) > 200

    def test_ends_when_everybody_could_be_asked(self, filed):
        end = rehearsal.end_of(filed)

        last = max(event.on for row in filed for event in row.events)
        days = calendar.monthrange(last.year, last.month)[1]
        assert (end - last.replace(day=days)).days == rehearsal.DAYS_AFTER
