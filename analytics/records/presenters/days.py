from collections.abc import Iterator

from django.utils.translation import gettext as _

from analytics import words
from analytics.disclosure.places import NATION
from analytics.records.presenters.rate_tables import RateRow, RateTable, caption, crime_names
from analytics.records.selectors import KEPT_INFORMED, OutcomePage
from analytics.stats.suppression import NO_ANSWERS
from analytics.tables import EVERYBODY, Dimension
from analytics.timeliness.presenters import days_in_words
from analytics.words import EstimateWords
from responses.extract_rows import CaseStep


def table(page: OutcomePage) -> RateTable:
    name = _("How long it took, beside being kept informed")
    return RateTable(
        identity="days",
        name=name,
        caption=caption(page.records, name),
        heads=[
            _("Days to an outcome"),
            _("Days from outcome to being told"),
            words.label(KEPT_INFORMED),
        ],
        rows=list(_rows(page)),
    )


def _rows(page: OutcomePage) -> Iterator[RateRow]:
    area, force = page.records.area, page.records.force
    everybody = (Dimension.ALL.value, EVERYBODY)
    yield from _row(page, words.place_name(force), area, *everybody)
    if force:
        yield from _row(page, words.place_name(None), NATION, *everybody)
    for level, label in crime_names().items():
        yield from _row(page, label, area, Dimension.CRIME_GROUP.value, level)


def _row(page: OutcomePage, label: str, area: str, dimension: str, level: str) -> Iterator[RateRow]:
    took, waited = (
        page.times.get((area, step, dimension, level)) for step in (CaseStep.OUTCOME, CaseStep.TOLD)
    )
    informed = page.informed.get((area, level), NO_ANSWERS)
    if took or waited or informed != NO_ANSWERS:
        days = [EstimateWords(value=days_in_words(time)) for time in (took, waited)]
        yield RateRow(label=label, cells=[*days, words.figure_words(informed)])
