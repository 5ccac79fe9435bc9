import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.alerts.quality.findings import Found, scan_quality
from analytics.alerts.quality.series import week_counts
from analytics.alerts.scanning.columns import columns_of
from analytics.alerts.scanning.scan import scan
from analytics.alerts.scanning.tiers import NationFacts, Wording
from analytics.alerts.weekly_series import first_day, week_number
from analytics.stats.emerging.tier import MOST_WEEKS
from tests.analytics.alerts.scanning import make
from tests.analytics.alerts.scanning.test_tiers import ITEM, MEANINGS

STRETCH = re.compile(
    r"(?P<new>\| )?(?P<part>\d+)(?:/(?P<whole>\d+))? x(?P<weeks>\d+) (?P<mark>[a-z_]+|-|\?)"
)
LAST = week_number(make.MONDAY)
OF, OLD = " of ", "OLD"
Week = tuple[int, int]


def read() -> Iterator[tuple[str, str, str]]:
    name = ""
    for line in Path(__file__).with_name("series.txt").read_text().splitlines():
        if STRETCH.match(line):
            title, _bracket, of = name.removesuffix(")").rpartition(" (")
            yield title, of, line
        elif line and not line.startswith("#"):
            name = line


def stretches(line: str) -> Iterator[tuple[list[Week], str, bool]]:
    for found in STRETCH.finditer(line):
        week = int(found["part"]), int(found["whole"] or 0)
        yield [week] * int(found["weeks"]), found["mark"], bool(found["new"])


def found_in(weeks: list[Week], of: str) -> list[Found]:
    part, _of, whole = of.partition(OF)
    rows = [
        (LAST - back, "f", {part: some, **({whole: all_} if whole else {})})
        for back, (some, all_) in enumerate(reversed(weeks))
    ]
    known = week_counts(rows, last=LAST, weeks=MOST_WEEKS)
    found = scan_quality(known, weeks_before=0, tallies={}).found[LAST]
    return [one for one in found if one.area == "f"]


def answered(weeks: list[Week], *, new_since: int | None) -> set[str]:
    first = LAST - len(weeks) + 1
    rows = [
        make.answer(
            completed_on=first_day(first + at),
            answers={
                ITEM if new_since is None or at >= new_since else OLD: [
                    "very_satisfied" if who < part else "very_dissatisfied"
                ]
            },
        )
        for at, (part, whole) in enumerate(weeks)
        for who in range(whole)
    ]
    wordings = {}
    if new_since is not None:
        began = first_day(first + new_since) + timedelta(days=2)
        wordings = {ITEM: Wording(began=began, replaced=OLD)}
    week = scan(
        columns_of(rows, MEANINGS | {OLD: MEANINGS[ITEM]}), last=LAST, weeks_before=0, tallies={},
        facts=NationFacts(wordings=wordings),
    )[LAST]  # fmt: skip
    return {"explained" if one.wording else "alert" for one in week.red if one.series.area == "f"}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "of", "line"), list(read()))
def test_what_must_be_found_is_and_nothing_else(name: str, of: str, line: str) -> None:
    weeks: list[Week] = []
    new_since: int | None = None
    for stretch, mark, is_new in stretches(line):
        new_since = len(weeks) if is_new else new_since
        weeks += stretch
        if mark == "?":
            continue
        found = (
            answered(weeks, new_since=new_since)
            if of == "answers"
            else {one.code for one in found_in(weeks, of)}
        )
        assert found == ({mark} - {"-"}), f"{name}, after {len(weeks)} weeks"


@pytest.mark.parametrize(
    ("of", "weeks", "base"),
    [
        ("skipped of answered", [(2, 40)] * 100 + [(20, 40)] * 4, 160),
        ("skipped of answered", [(2, 40)] * 99 + [(1, 9)] + [(20, 40)] * 4, 0),
        ("withdrawn of answered", [(12, 300)] * 110 + [(36, 300)] * 4, 144),
        ("withdrawn of answered", [(9, 300)] * 110 + [(27, 300)] * 4, 0),
    ],
)
def test_no_number_is_told_where_a_week_has_fewer_than_ten(
    of: str, weeks: list[Week], base: int
) -> None:
    (found,) = found_in(weeks, of)

    assert found.base == base
