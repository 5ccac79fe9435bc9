from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics import words
from analytics.alerts import presenters as alert_words
from analytics.models import Alert, CountedRate, EmergingTerm
from analytics.records.presenters.rate_tables import (
    DrawnRate,
    RatePicture,
    RateRow,
    RateTable,
    caption,
    crime_names,
    figure,
    kappa,
    picture,
)
from analytics.records.selectors import RecordPage
from analytics.tables import LEVELS, Dimension
from analytics.words import EstimateWords
from responses import extract
from ui.languages import OWN_NAMES

BETTER, WELL = "better", "well"
MOST_OF_A_GROUP = 3
NONE = "–"
"""The most themes named for a stage, a crime or a force."""


def names() -> Mapping[str, str]:
    return extract.theme_names(words.language())


def lead(page: RecordPage) -> str:
    shown = _ranked(page, BETTER)
    if not shown:
        return _("Too few people wrote to say what their words speak of.")
    name, rate = shown[0]
    share = figure(rate)
    return _(
        "What should be better is most often “%(theme)s”: %(share)s (%(interval)s) of %(people)s "
        "people whose words were read."
    ) % {
        "theme": name,
        "share": share.value,
        "interval": share.interval,
        "people": words.number(rate.people),
    }


def drawing(page: RecordPage) -> RatePicture | None:
    rows = [
        DrawnRate(label=name, own=rate, nation=page.rate(rate.rate, area="nation"))
        for name, rate in _ranked(page, BETTER)
    ]
    return picture(page, _("What should be better, in victims’ own words"), rows)


def tables(page: RecordPage) -> Iterator[RateTable]:
    yield _overall(page)
    stages = {level: words.level_name(Dimension.STAGE, level) for level in LEVELS[Dimension.STAGE]}
    for dimension, name, levels in (
        (Dimension.STAGE, _("By stage: what should be better"), stages),
        (Dimension.CRIME_GROUP, _("By crime: what should be better"), crime_names()),
    ):
        rows = list(_level_rows(page, dimension.value, levels))
        yield _most_table(page, dimension.value, name, rows)
    forces = list(_force_rows(page))
    yield _most_table(page, "force", _("By force: what should be better"), forces)


def change_rows(alerts: Sequence[Alert], *, on: date) -> list[tuple[str, str]]:
    return [
        (alert_words.headline(alert, on=on), reverse("analytics:alert", args=[alert.pk]))
        for alert in alerts
    ]


@dataclass(frozen=True, kw_only=True)
class NewTerms:
    language: str
    code: str
    terms: Sequence[str]


def new_terms(found: Mapping[str, Sequence[EmergingTerm]]) -> Sequence[NewTerms]:
    return [
        NewTerms(language=OWN_NAMES.get(code, code), code=code, terms=[each.term for each in terms])
        for code, terms in found.items()
    ]


def _ranked(page: RecordPage, side: str) -> list[tuple[str, CountedRate]]:
    shown = [
        (name, rate) for code, name in names().items() if (rate := page.rate(f"{side}:{code}"))
    ]
    return sorted(shown, key=lambda each: -each[1].found / each[1].people)


def _overall(page: RecordPage) -> RateTable:
    name = _("All themes")
    has_nation = page.force is not None
    heads = [_("Should be better"), _("Done well")]
    return RateTable(
        identity="overall",
        name=name,
        caption=caption(page, name),
        heads=[
            *heads,
            *([_("Nation: should be better")] if has_nation else [_("Coders agree (κ)")]),
        ],
        rows=[_theme_row(page, code, label) for code, label in names().items()],
    )


def _theme_row(page: RecordPage, code: str, label: str) -> RateRow:
    better = page.rate(f"{BETTER}:{code}")
    cells: list[EstimateWords] = [figure(better), figure(page.rate(f"{WELL}:{code}"))]
    if page.force is not None:
        cells.append(figure(page.rate(f"{BETTER}:{code}", area="nation")))
    else:
        cells.append(kappa(better))
    return RateRow(label=label, cells=cells)


def _most_table(page: RecordPage, identity: str, name: str, rows: Sequence[RateRow]) -> RateTable:
    heads = [_("Most often"), _("Second"), _("Third")]
    return RateTable(
        identity=identity, name=name, caption=caption(page, name), heads=heads, rows=rows
    )


def _level_rows(page: RecordPage, dimension: str, levels: Mapping[str, str]) -> Iterator[RateRow]:
    for level, label in levels.items():
        found = [
            (name, rate)
            for code, name in names().items()
            if (rate := page.rate(f"{BETTER}:{code}", dimension, level))
        ]
        if found:
            yield RateRow(label=label, cells=_most(found))


def _force_rows(page: RecordPage) -> Iterator[RateRow]:
    for force in page.forces:
        found = [
            (name, rate)
            for code, name in names().items()
            if (rate := page.rate(f"{BETTER}:{code}", area=force.code))
        ]
        if found:
            cells = _most(found)
            yield RateRow(label=words.place_name(force), cells=cells, address=force.code)


def _most(found: Sequence[tuple[str, CountedRate]]) -> list[EstimateWords]:
    ranked = sorted(found, key=lambda each: -each[1].found / each[1].people)[:MOST_OF_A_GROUP]
    cells = [
        EstimateWords(
            value=_("%(theme)s: %(share)s of %(people)s")
            % {
                "theme": name,
                "share": figure(rate).value,
                "people": words.number(rate.people),
            }
        )
        for name, rate in ranked
    ]
    return [*cells, *[EstimateWords(value=NONE)] * (MOST_OF_A_GROUP - len(cells))]
