from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import words
from analytics.disclosure.places import NATION
from analytics.records.presenters.rate_tables import (
    RatePicture,
    RateRow,
    RateTable,
    caption,
    crime_names,
    drawn,
    figure,
    force_rows,
    picture,
)
from analytics.records.rates import (
    ASSISTED,
    DOES_NOT_KNOW,
    MISSING,
    NOT_HERS,
    OUTCOME_GROUP,
    PRESSED,
    TOLD_BY_NOBODY,
    TOLD_OTHERWISE,
    WISH_OTHERWISE,
)
from analytics.records.selectors import RecordPage
from analytics.tables import Dimension
from analytics.words import EstimateWords

NAMES: Mapping[str, Promise] = {
    NOT_HERS: gettext_lazy("Stopping was not their decision"),
    PRESSED: gettext_lazy("Pressed by the police to stop"),
    MISSING: gettext_lazy("Not told what proof was missing"),
    WISH_OTHERWISE: gettext_lazy("Wish recorded the other way"),
    TOLD_OTHERWISE: gettext_lazy("Told of another outcome"),
    DOES_NOT_KNOW: gettext_lazy("Do not know what was decided"),
    TOLD_BY_NOBODY: gettext_lazy("Told by nobody"),
}
BASES: Mapping[str, Promise] = {
    NOT_HERS: gettext_lazy("Recorded as not supporting action"),
    PRESSED: gettext_lazy("Recorded as not supporting action"),
    MISSING: gettext_lazy("Recorded as supporting action"),
    WISH_OTHERWISE: gettext_lazy("Recorded as either, and said what they wanted"),
    TOLD_OTHERWISE: gettext_lazy("With an outcome, and said what they were told"),
    DOES_NOT_KNOW: gettext_lazy("With an outcome"),
    TOLD_BY_NOBODY: gettext_lazy("With an outcome"),
}
OF_EVERY_OUTCOME = (TOLD_OTHERWISE, DOES_NOT_KNOW, TOLD_BY_NOBODY)
LEADS: Mapping[str, Promise] = {
    NOT_HERS: gettext_lazy(
        "Of %(people)s people recorded as not supporting action, %(estimate)s say that stopping "
        "was not their decision."
    ),
    MISSING: gettext_lazy(
        "Of %(people)s people recorded as supporting action, %(estimate)s were not told what "
        "proof was missing and would have wanted to be."
    ),
    DOES_NOT_KNOW: gettext_lazy(
        "Of %(people)s people with an outcome, %(estimate)s do not know what was decided."
    ),
}


def lead(page: RecordPage) -> str:
    shown = {code: figure(rate) for code in LEADS if (rate := page.rate(code))}
    if not shown:
        return _("Too few answered to say how outcomes were told.")
    of_whom = _("In %(period)s, victims of %(place)s who answered said this.") % {
        "period": words.period_name(page.period or ""),
        "place": words.place_name(page.force),
    }
    sentences = (
        str(LEADS[code]) % {"people": one.base, "estimate": one.line} for code, one in shown.items()
    )
    return " ".join([of_whom, *sentences])


def tables(page: RecordPage) -> Iterator[RateTable]:
    yield _overall(page)
    outcomes = {code: str(name) for code, name in words.OUTCOMES.items()}
    helped = {"yes": _("Somebody helped them to answer"), "no": _("Answered by themselves")}
    for identity, name, levels, rates in (
        (OUTCOME_GROUP, _("By recorded outcome"), outcomes, OF_EVERY_OUTCOME),
        (Dimension.CRIME_GROUP.value, _("By crime"), crime_names(), tuple(NAMES)),
        (ASSISTED, _("With help or without"), helped, tuple(NAMES)),
    ):
        yield _table(page, identity, name, rates, list(_level_rows(page, identity, levels, rates)))
    rows = list(force_rows(page, NAMES))
    yield _table(page, "force", _("By force"), tuple(NAMES), rows)


def drawing(page: RecordPage) -> RatePicture | None:
    return picture(page, _("Outcomes against what victims say"), drawn(page, NAMES))


def _overall(page: RecordPage) -> RateTable:
    name = _("All together")
    return RateTable(
        identity="overall",
        name=name,
        caption=caption(page, name),
        heads=[_("Of whom"), _("Share"), *([_("Nation")] if page.force else [])],
        rows=[
            RateRow(
                label=str(label),
                cells=[
                    EstimateWords(value=str(BASES[code])),
                    figure(page.rate(code)),
                    *([figure(page.rate(code, area=NATION))] if page.force else []),
                ],
            )
            for code, label in NAMES.items()
        ],
    )


def _table(
    page: RecordPage, identity: str, name: str, rates: Sequence[str], rows: Sequence[RateRow]
) -> RateTable:
    own = [at for at in range(len(rates)) if any(not row.cells[at].is_hidden for row in rows)]
    return RateTable(
        identity=identity,
        name=name,
        caption=caption(page, name),
        heads=[str(NAMES[rates[at]]) for at in own],
        rows=[replace(row, cells=[row.cells[at] for at in own]) for row in rows],
    )


def _level_rows(
    page: RecordPage, dimension: str, levels: Mapping[str, str], rates: Sequence[str]
) -> Iterator[RateRow]:
    for level, label in levels.items():
        found = [page.rate(code, dimension, level) for code in rates]
        if any(found):
            yield RateRow(label=label, cells=[figure(rate) for rate in found])
