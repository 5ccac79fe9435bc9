import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from analytics.stats.emerging.lines import MATERIAL_EXCESS
from analytics.stats.emerging.score import forecast, score
from analytics.stats.emerging.tier import MOST_WEEKS, SeriesTier

LINE = 2.576
STRETCH = re.compile(r"(?P<parts>[\d/+]+) x(?P<weeks>\d+) (?P<mark>[!?-])")
Week = list[tuple[int, int]]


def read() -> Iterator[tuple[str, str]]:
    name = ""
    for line in Path(__file__).with_name("series.txt").read_text().splitlines():
        if STRETCH.match(line):
            yield name, line
        elif line and not line.startswith("#"):
            name = line


def stretches(line: str) -> Iterator[tuple[Week, int, str]]:
    for found in STRETCH.finditer(line):
        parts = [part.split("/") for part in found["parts"].split("+")]
        yield [(int(y), int(n)) for y, n in parts], int(found["weeks"]), found["mark"]


def tier_of(weeks: list[Week]) -> SeriesTier:
    newest = weeks[-MOST_WEEKS:]
    counts = np.array(newest, dtype=float).transpose(2, 1, 0)[:, :, None]
    before = np.zeros((*counts.shape[:3], MOST_WEEKS - len(newest)))
    positive, answers = np.concatenate([before, counts], axis=3)
    year = np.arange(MOST_WEEKS) % 52 + 1
    return SeriesTier(
        positive=positive, answers=answers, week_of_year=year, item=np.zeros(1, dtype=int),
        has_parent=False,
    )  # fmt: skip


def is_alert(weeks: list[Week]) -> bool:
    tier = tier_of(weeks)
    scored = score(tier)
    window = 4 if tier.bases[0, -12:].mean() >= 4 else 12
    expected = forecast(tier, scored, np.array([0]))[0, -window:].sum()
    excess = abs(tier.positive[:, 0, -window:].sum() - expected)
    return abs(float(scored.score[0])) > LINE and excess >= MATERIAL_EXCESS


@pytest.mark.parametrize(("name", "line"), list(read()))
def test_an_alert_stands_where_it_must_and_nowhere_else(name: str, line: str) -> None:
    weeks: list[Week] = []
    for week, count, mark in stretches(line):
        weeks += [week] * count
        assert mark == "?" or is_alert(weeks) == (mark == "!"), f"{name}, after {len(weeks)} weeks"


def test_the_marks_are_of_every_kind() -> None:
    marks = {mark for _name, line in read() for *_rest, mark in stretches(line)}

    assert marks == {"!", "?", "-"}
