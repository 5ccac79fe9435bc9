"""What tasks on figures, alerts and releases ask of the database."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.timezone import localdate

from analytics.alerts.quality import counting as quality_counting
from analytics.answer_modes import WEB_MODES
from analytics.casebook.selectors import clock
from analytics.refresh.selectors import stored_quarter
from analytics.releases.selectors import studio
from analytics.retention import actions as figures_retention
from responses import extract
from tests.bench.volume.costs import MINUTE, NIGHT, STREAM, Read, begun
from tests.conftest import TESTER


def answers_of(last: date, *, weeks: int) -> None:
    first = last - timedelta(weeks=weeks)
    begun(extract.week_answers(modes=WEB_MODES, completed_from=first, completed_to=last))


TASKS: Mapping[str, tuple[Read, ...]] = {
    "analytics.tasks.destroy_old_figures": (
        Read(
            "old figures",
            lambda now: figures_retention.destroy_old_figures(by=TESTER, at=now.at),
            NIGHT,
        ),
    ),
    "analytics.tasks.fill_step_times": (
        Read(
            "cases of a quarter",
            lambda now: extract.case_spans(now.period, until=now.at.date()),
            NIGHT,
            STREAM,
        ),
    ),
    "analytics.tasks.publish_due_releases": (
        Read("releases whose time has come", lambda now: list(studio.due(at=now.at)), MINUTE),
    ),
    "analytics.tasks.count_records": (
        Read(
            "answers of a quarter, for its records",
            lambda now: begun(extract.answer_rows(period=now.period)),
            NIGHT,
            STREAM,
        ),
    ),
    "analytics.tasks.count_themes": (
        Read(
            "coded words of a quarter",
            lambda now: begun(extract.coded_rows(now.period, completed_to=localdate(now.at))),
            NIGHT,
            STREAM,
        ),
    ),
    "analytics.tasks.find_terms": (
        Read("words that are used", lambda now: extract.term_counts(now.at), NIGHT),
    ),
    "analytics.tasks.refill_figures": (
        Read("quarters", lambda now: extract.periods(), NIGHT),
        Read(
            "answers of a quarter",
            lambda now: begun(extract.answer_rows(period=now.period)),
            NIGHT,
            STREAM,
        ),
        Read(
            "frame of a quarter", lambda now: begun(extract.frame_counts(now.period)), NIGHT, STREAM
        ),
        Read(
            "answers after the closing of a quarter",
            lambda now: begun(extract.answer_rows(period=now.period, completed_from=now.today)),
            NIGHT,
        ),
        Read("shown counts", lambda now: stored_quarter.counts_of(now.period), NIGHT),
        Read("counted responses", lambda now: stored_quarter.counted_in(now.period), NIGHT),
    ),
    "analytics.tasks.follow_alerts": (
        Read("alerts to draw", lambda now: clock.alerts_to_draw(), NIGHT),
        Read("cases that are late", lambda now: clock.cases_to_escalate(now.today), NIGHT),
        Read(
            "answers of a year and its eight weeks",
            lambda now: answers_of(now.today, weeks=60),
            NIGHT,
            STREAM,
        ),
    ),
    "analytics.tasks.raise_alerts": (
        Read(
            "how the answers of ten weeks came about",
            lambda now: extract.day_counts(first=now.today - timedelta(weeks=10), last=now.today),
            NIGHT,
            STREAM,
        ),
        Read(
            "how the answers of thirteen weeks came about, counted first",
            lambda now: extract.day_counts(
                first=now.today - timedelta(weeks=quality_counting.AT_ONCE), last=now.today
            ),
            NIGHT,
            STREAM,
        ),
        Read(
            "answers of 130 weeks",
            lambda now: answers_of(now.today, weeks=130),
            NIGHT,
            STREAM,
        ),
        Read(
            "coded words of 130 weeks",
            lambda now: begun(
                extract.decided_texts(
                    decided_from=now.today - timedelta(weeks=130),
                    decided_to=now.today,
                    within=timedelta(weeks=8),
                )
            ),
            NIGHT,
            STREAM,
        ),
    ),
}
