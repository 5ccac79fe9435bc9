"""Themes of own words whose true shares are known."""

import os
import time
from collections.abc import Mapping
from datetime import timedelta

import numpy as np

from access.forces.reference_file import force_rows
from analytics.alerts.scanning.columns import AnswerColumns
from analytics.alerts.scanning.scan import scan
from analytics.alerts.scanning.tiers import OF_THEMES
from analytics.alerts.weekly_series import first_day, monday_of, week_number
from analytics.stats.emerging.tier import MOST_WEEKS
from analytics.tables import LEVELS, Dimension
from config.demo.planted import Cause, IssueShape, Planted, PlantedIssue
from responses import extract
from tests.bench.alerts.nation import LAST_DAY, episodes, say_false, say_issue, say_precision

TEXTS_A_WEEK: Mapping[str, float] = {"every third of full size": 600.0, "where one in ten": 75.0}
"""Of all forces, where every third of those who answer writes and all is coded."""
SEEDS = tuple(int(seed) for seed in os.environ.get("THEME_SEEDS", "1").split(","))
WEEKS = 102
RAREST, MOST_COMMON = 0.03, 0.3
BETWEEN_FORCES, SERIAL, WEEK_EFFECT = 0.25, 0.6, 0.08
"""On the log odds: forces differ, and weeks of the nation hang together."""
ISSUES = (
    PlantedIssue(name="nobody is told", item="better:informed", weeks_ago=12, size=0.5),
    PlantedIssue(name="waiting grows", item="better:time", weeks_ago=60, size=0.6,
        shape=IssueShape.RAMP, weeks=8),
    PlantedIssue(name="kindness falls", item="well:respect", weeks_ago=40, size=-0.5),
    PlantedIssue(name="one large force", item="better:reach", force="metropolitan", weeks_ago=30,
        size=0.9),
    PlantedIssue(name="a force of middling size", item="better:effort", force="kent",
        weeks_ago=50, size=0.9),
    PlantedIssue(name="a force does better", item="better:closed", force="west-yorkshire",
        weeks_ago=20, size=-0.9),
    PlantedIssue(name="a small force", item="better:again", force="gwent", weeks_ago=70, size=0.9),
    PlantedIssue(name="a coder reads otherwise", item="well:came", force="essex", weeks_ago=35,
        size=0.8, cause=Cause.MIX),
)  # fmt: skip


def finding_themes() -> None:
    for seed in SEEDS:
        for name, texts in TEXTS_A_WEEK.items():
            began = time.process_time()
            issues = [_planted(each) for each in ISSUES]
            columns = drawn(np.random.default_rng(seed), issues, texts)
            found = scan(
                columns, last=week_number(LAST_DAY), weeks_before=WEEKS - 1, tallies={},
                kinds=OF_THEMES,
            )  # fmt: skip
            took = time.process_time() - began
            print(f"themes, {name}, seed {seed}: {len(columns.week):,} texts, {took:.0f} s")
            red, amber = (episodes(found, colour) for colour in ("red", "amber"))
            for each in issues:
                say_issue(each, red, amber)
            say_precision(red, issues)
            say_false(found, red, amber, issues)


def _planted(issue: PlantedIssue) -> Planted:
    begins = monday_of(LAST_DAY) - timedelta(weeks=issue.weeks_ago - 1)
    return Planted(issue, begins.toordinal())


def drawn(chance: np.random.Generator, issues: list[Planted], texts_a_week: float) -> AnswerColumns:
    themes, forces = extract.theme_codes(), [row.code for row in force_rows()]
    weeks = np.arange(week_number(LAST_DAY) - MOST_WEEKS + 1, week_number(LAST_DAY) + 1)
    share = _sizes(chance, forces)
    counts = chance.poisson(texts_a_week * np.repeat(share[None, :], MOST_WEEKS, axis=0))
    at_week, at_force = (np.repeat(each, counts.ravel()) for each in np.indices(counts.shape)
                         .reshape(2, -1))  # fmt: skip
    odds = _odds(chance, themes, forces)[:, at_force, at_week]
    for each in issues:
        theme, days = themes.index(each.issue.item), (weeks[at_week] - week_number(LAST_DAY)) * 7
        first = each.first_day - first_day(week_number(LAST_DAY)).toordinal()
        is_there = at_force == forces.index(each.issue.force) if each.issue.force else True
        odds[theme] += each.issue.size * each.issue.share_of_size(days - first) * is_there
    said = chance.random(odds.shape) < 1 / (1 + np.exp(-odds))
    return AnswerColumns(
        items=tuple(themes), forces=tuple(forces),
        week=weeks[at_week].astype(np.int32), weight=np.ones(len(at_week)),
        is_late=np.zeros(len(at_week), dtype=np.int8), force=at_force.astype(np.int8),
        levels={
            of: chance.integers(0, len(LEVELS[of]), len(at_week)).astype(np.int8)
            for of in (Dimension.STAGE, Dimension.CRIME_GROUP)
        },
        answers=said.T.astype(np.int8),
    )  # fmt: skip


def _sizes(chance: np.random.Generator, forces: list[str]) -> np.ndarray:
    sizes = np.sort(np.exp(chance.normal(0, 0.8, len(forces))))[::-1]
    known = ["metropolitan", "west-yorkshire", "kent", "essex"]
    order = [*known, *(code for code in forces if code not in {*known, "gwent"}), "gwent"]
    by_code = dict(zip(order, sizes, strict=True))
    found = np.array([by_code[code] for code in forces])
    return np.asarray(found / found.sum())


def _odds(chance: np.random.Generator, themes: list[str], forces: list[str]) -> np.ndarray:
    common = np.exp(chance.uniform(np.log(RAREST), np.log(MOST_COMMON), len(themes)))
    effects = np.zeros((len(themes), MOST_WEEKS))
    for week in range(1, MOST_WEEKS):
        fresh = chance.normal(0, WEEK_EFFECT * np.sqrt(1 - SERIAL**2), len(themes))
        effects[:, week] = SERIAL * effects[:, week - 1] + fresh
    level = np.log(common / (1 - common))[:, None]
    own = level + chance.normal(0, BETWEEN_FORCES, (len(themes), len(forces)))
    return np.asarray(own[:, :, None] + effects[:, None, :])
