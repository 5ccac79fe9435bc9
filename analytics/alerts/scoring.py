"""Scoring of the weekly series."""

from collections.abc import Mapping
from datetime import date, timedelta

from access import selectors as access_selectors
from analytics.alerts import selectors, weekly_series
from analytics.alerts.quality import selectors as quality_selectors
from analytics.alerts.scanning import columns
from analytics.alerts.scanning.scan import (
    WEEKS_OF_TALLIES,
    WEEKS_TO_CALL,
    ScannedWeek,
    Tallies,
    scan,
)
from analytics.alerts.scanning.theme_columns import DECIDED_WITHIN, theme_columns
from analytics.alerts.scanning.tiers import OF_THEMES, NationFacts, Wordings
from analytics.answer_modes import WEB_MODES
from analytics.cube import meanings
from analytics.stats.emerging.tier import MOST_WEEKS
from responses import extract

LOOKED_BACK = timedelta(weeks=MOST_WEEKS + WEEKS_TO_CALL - 1)
ScoredWeeks = Mapping[date, ScannedWeek]
"""By Monday, oldest first."""


def score_weeks(*, week: date, weeks_before: int) -> ScoredWeeks:
    """The week that contains `week` and `weeks_before` earlier ones."""
    last = weekly_series.monday_of(week)
    first = last - timedelta(weeks=weeks_before)
    wordings = quality_selectors.wordings(on=last + timedelta(days=6))
    tallies = tallies_before(first - timedelta(weeks=WEEKS_TO_CALL))
    number = weekly_series.week_number(last)
    found = scan(
        _columns(wordings, first=first, last=last), last=number, weeks_before=weeks_before,
        tallies=tallies, facts=NationFacts(regions=access_selectors.regions(), wordings=wordings),
    )  # fmt: skip
    texts = extract.decided_texts(
        decided_from=first - LOOKED_BACK, decided_to=last + timedelta(days=6), within=DECIDED_WITHIN
    )
    of_themes = scan(
        theme_columns(texts, themes=extract.theme_codes()),
        last=number,
        weeks_before=weeks_before,
        tallies=tallies,
        kinds=OF_THEMES,
    )
    return {
        weekly_series.first_day(week): scanned.with_other(of_themes[week])
        for week, scanned in found.items()
    }


def tallies_before(before: date) -> Tallies:
    return selectors.tallies(before=before, since=before - timedelta(weeks=WEEKS_OF_TALLIES))


def _columns(wordings: Wordings, *, first: date, last: date) -> columns.AnswerColumns:
    replaced = meanings.meanings_of([wording.replaced for wording in wordings.values()])
    answers = extract.week_answers(
        modes=WEB_MODES,
        completed_from=first - LOOKED_BACK,
        completed_to=last + timedelta(days=6),
    )
    return columns.columns_of(answers, {**meanings.meanings(), **replaced})
