"""Journeys run in Chromium: `page` is a phone's, `browser` makes any other."""

import pytest

from access import actions as access_actions
from access.forces.reference_file import force_rows
from survey.models import InstrumentVersion
from tests.browser import browser, context, page
from tests.conftest import NOW, TESTER, publish_short_core

__all__ = ["browser", "context", "page"]


_published: list[InstrumentVersion] = []


@pytest.fixture(autouse=True)
def _filled(transactional_db: None) -> None:
    """A journey ends with an empty database: each begins by filling it, with what a text link asks.
    Publishing looks at every question in every language, so its rows are kept."""
    access_actions.load_forces(rows=force_rows(), by=TESTER, at=NOW)
    if _published and not InstrumentVersion.objects.exists():
        InstrumentVersion.objects.bulk_create(_published)
    elif not _published:
        publish_short_core()
        _published.extend(InstrumentVersion.objects.all())
