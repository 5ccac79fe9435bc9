import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from analytics.alerts.scanning.scan import ScannedWeek, scan_tier
from analytics.alerts.scanning.tiers import POOLED, CountedTier, Series, TierKind, weeks_of_year
from analytics.alerts.weekly_series import week_number
from analytics.stats.emerging.tier import MOST_WEEKS, SeriesTier
from tests.analytics.alerts.scanning.make import MONDAY

STRETCH = re.compile(r"(?P<positive>\d+)/(?P<answers>\d+) x(?P<weeks>\d+) (?P<mark>[!?-])")
SIBLINGS = 19
LAST, SCANNED = week_number(MONDAY), 24


def read() -> Iterator[tuple[str, str]]:
    name = ""
    for line in Path(__file__).with_name("red.txt").read_text().splitlines():
        if STRETCH.match(line):
            yield name, line
        elif line and not line.startswith("#"):
            name = line


def weeks_and_marks(line: str) -> tuple[list[tuple[int, int]], dict[int, str]]:
    weeks: list[tuple[int, int]] = []
    marks = {}
    for found in STRETCH.finditer(line):
        weeks += [(int(found["positive"]), int(found["answers"]))] * int(found["weeks"])
        marks[len(weeks)] = found["mark"]
    return weeks, marks


def tier_of(weeks: list[tuple[int, int]], *, weeks_each: int) -> CountedTier:
    length = MOST_WEEKS + SCANNED
    filled = [weeks[0]] * (length - len(weeks)) + weeks
    counts = np.array([filled] + [[weeks[0]] * length] * SIBLINGS, dtype=float)
    positive, answers = counts[None, :, :, 0], counts[None, :, :, 1]
    return CountedTier(
        series=tuple(Series("Q-OVR-1", f"force-{at}") for at in range(SIBLINGS + 1)),
        people=answers[0], joined=(None,) * (SIBLINGS + 1), weeks_each=weeks_each,
        tier=SeriesTier(
            positive=positive, answers=answers, week_of_year=weeks_of_year(LAST, length),
            item=np.zeros(SIBLINGS + 1, dtype=int),
        ),
    )  # fmt: skip


class TestARedAlert:
    @pytest.mark.parametrize(("name", "line"), list(read()))
    def test_stands_where_it_must_and_nowhere_else(self, name: str, line: str) -> None:
        weeks, marks = weeks_and_marks(line)
        each = POOLED if name.startswith("four:") else 1
        found = {week: ScannedWeek() for week in range(LAST - SCANNED + 1, LAST + 1)}

        scan_tier(tier_of(weeks, weeks_each=each), TierKind.FORCE, found, {}, takes_two=True)

        for count, mark in marks.items():
            red = [one.series.area for one in found[LAST - (len(weeks) - count)].red]
            assert mark == "?" or red == (["force-0"] if mark == "!" else []), (
                f"{name}: week {count}"
            )

    def test_has_marks_of_every_kind(self) -> None:
        marks = {mark for _name, line in read() for mark in weeks_and_marks(line)[1].values()}

        assert marks == {"!", "?", "-"}
