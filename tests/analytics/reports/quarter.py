"""A quarter to report on: two forces large enough to compare, one question with few answers."""

from datetime import date

from access.permissions import Role
from access.viewer import Viewer
from analytics.reports import document, selectors
from analytics.reports.parts import QuarterlyReport
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3

ON = date(2026, 11, 16)
CITY_ANALYST = Viewer(
    user_id=1,
    name="City",
    roles=frozenset({Role.FORCE_ANALYST}),
    force_codes=frozenset({CITY}),
)
NATIONAL_ANALYST = Viewer(
    user_id=2, name="Nation", roles=frozenset({Role.NATIONAL_ANALYST}), is_national=True
)


def load() -> None:
    make.load(
        [
            *make.satisfied_and_not(61, 39),
            *make.satisfied_and_not(120, 280, force=KENT),
            *make.answering(4, {**make.SATISFIED, "Q-TRT-2b": ["always"]}, on=date(2026, 5, 4)),
            *make.answering(3, {**make.SATISFIED, "Q-TRT-2b": ["never"]}, on=date(2026, 5, 4)),
            *make.answering(4, {"Q-TRT-2b": ["always"]}, is_complete=True),
            *make.answering(3, {"Q-TRT-2b": ["never"]}, is_complete=True),
        ]
    )
    make.fill("2026-Q2", Q3)


def report(
    *,
    viewer: Viewer = CITY_ANALYST,
    force: str | None = CITY,
    period: str = Q3,
    language: str = "en",
) -> QuarterlyReport:
    found = selectors.report_for(viewer, force_code=force, period=period, on=ON)
    return document.quarterly_report(found, language=language, on=ON)
