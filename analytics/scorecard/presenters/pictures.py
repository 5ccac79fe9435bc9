from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics import words
from analytics.charts import intervals, svg
from analytics.charts.intervals import IntervalRow
from analytics.figures.presenters.charts import safe, simulation_stamp
from analytics.scorecard.definitions import CardRow, Source
from analytics.scorecard.presenters.cards import leading_row
from analytics.scorecard.presenters.cells import cell_words, quarter_names
from analytics.scorecard.readings import Measured
from analytics.scorecard.selectors.pages import ScorecardPage


@dataclass(frozen=True, kw_only=True)
class CardPicture:
    caption: str
    drawing: SafeString
    note: str


def picture(page: ScorecardPage) -> CardPicture | None:
    first, last = leading_row(page), page.definition.rows[-1]
    if first is None:
        return None
    rows = list(_rows(page, first, last))
    subject, everybody = words.text_of(first.label), words.text_of(last.label)
    caption = _("%(victims)s, %(place)s, %(period)s: what they said") % {
        "victims": subject,
        "place": words.place_name(page.force),
        "period": words.period_name(page.period or ""),
    }
    drawings = [
        intervals.draw(
            intervals.place(rows, is_wide=is_wide),
            key=intervals.Key(
                subject=_("These victims"), nation=everybody if first is not last else ""
            ),
            identity=f"card-{'wide' if is_wide else 'narrow'}",
            title=caption,
            description="; ".join(f"{row.label}: {row.value}" for row in rows),
            stamp=simulation_stamp(is_simulated=page.is_simulated),
            colour=svg.FORCE,
        )
        for is_wide in (True, False)
    ]
    return CardPicture(caption=caption, drawing=safe("".join(drawings)), note=_note(everybody))


def _note(everybody: str) -> str:
    return _(
        "A dot with its 95 per cent interval; the thin line is “%(victims)s”. Hatching is where "
        "there is no figure, and the table says why."
    ) % {"victims": everybody}


def _rows(page: ScorecardPage, first: CardRow, last: CardRow) -> Iterator[IntervalRow]:
    names = quarter_names(page)
    for column in page.definition.columns:
        own, other = (page.cells[row.code, column.code].reading for row in (first, last))
        if column.source is not Source.ITEM:
            continue
        shown = own if isinstance(own, Measured) else None
        yield IntervalRow(
            label=words.text_of(column.label),
            value=cell_words(page, first.code, column, names).line,
            detail="",
            share=shown.value if shown else None,
            lower=shown.lower if shown else None,
            upper=shown.upper if shown else None,
            nation=other.value
            if shown and first is not last and isinstance(other, Measured)
            else None,
        )
