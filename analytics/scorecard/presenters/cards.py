from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.figures.presenters import comparisons, gaps, quarter_words
from analytics.scorecard.definitions import CardColumn, CardRow
from analytics.scorecard.presenters.cells import (
    CellWords,
    Change,
    cell_words,
    period_words,
    quarter_names,
)
from analytics.scorecard.readings import Measured
from analytics.scorecard.selectors.pages import ScorecardPage
from analytics.stats.judgement import Judged
from ui.formatting import format_date

MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class CardColumnWords:
    label: str
    means: str


@dataclass(frozen=True, kw_only=True)
class CardRowWords:
    label: str
    cells: Sequence[CellWords]


@dataclass(frozen=True, kw_only=True)
class CardWords:
    place: str
    period: str
    status: str
    lead: str
    columns: Sequence[CardColumnWords]
    rows: Sequence[CardRowWords]
    notes: Sequence[str]
    simulated: str


def card_words(page: ScorecardPage) -> CardWords:
    definition, period = page.definition, page.period or ""
    names = quarter_names(page)
    is_provisional = period in page.provisional
    return CardWords(
        place=words.place_name(page.force),
        period=period_words(period) + (" [p]" if is_provisional else ""),
        status=status(page),
        lead=lead(page),
        columns=[
            CardColumnWords(label=words.text_of(one.label), means=words.text_of(one.means))
            for one in definition.columns
        ],
        rows=[
            CardRowWords(
                label=words.text_of(row.label),
                cells=[cell_words(page, row.code, column, names) for column in definition.columns],
            )
            for row in definition.rows
        ],
        notes=notes(),
        simulated=_("SIMULATED") if page.is_simulated else "",
    )


def status(page: ScorecardPage) -> str:
    definition = page.definition
    if definition.is_draft:
        return _(
            "DRAFT: no representative of victims has signed version %(version)s of these "
            "definitions yet."
        ) % {"version": definition.version}
    signed = [one for one in definition.signatures if one.version == definition.version]
    names = "; ".join(
        f"{one.name}, {one.organisation}, {format_date(one.signed_on, language=words.language())}"
        for one in signed
    )
    return _("Version %(version)s of the definitions, signed by: %(names)s.") % {
        "version": definition.version,
        "names": names,
    }


def lead(page: ScorecardPage) -> str:
    row, names = leading_row(page), quarter_names(page)
    if row is None:
        return changes(page)
    told = [
        f"{words.text_of(column.label)} {cell_words(page, row.code, column, names).line}"
        for column in _leads(page)
    ]
    first = _("%(victims)s, %(period)s: %(figures)s.") % {
        "victims": words.text_of(row.label),
        "period": words.period_name(page.period or ""),
        "figures": "; ".join(told),
    }
    return f"{first} {changes(page)}"


def leading_row(page: ScorecardPage) -> CardRow | None:
    leads = [one.code for one in _leads(page)]
    for row in page.definition.rows:
        if all(isinstance(page.cells[row.code, code].reading, Measured) for code in leads):
            return row
    return None


def _leads(page: ScorecardPage) -> list[CardColumn]:
    columns = {one.code: one for one in page.definition.columns}
    return [columns[code] for code in page.definition.leads]


def changes(page: ScorecardPage) -> str:
    if page.period in page.provisional:
        return quarter_words.not_compared(page)
    if not page.judged:
        return _(
            "Nothing is compared with the period before: too few answered, or nothing is known of "
            "it."
        )
    rows = {row.code: words.text_of(row.label) for row in page.definition.rows}
    columns = {one.code: words.text_of(one.label) for one in page.definition.columns}
    clear = [
        (rows[row], columns[column], cell.judged)
        for (row, column), cell in page.cells.items()
        if cell.judged and cell.judged.is_clear
    ]
    parts = {"clear": words.number(len(clear)), "of": words.number(len(page.judged))}
    if not clear:
        told = _(
            "Of %(of)s figures compared with the period before, none has clearly changed."
        ) % parts  # fmt: skip
    else:
        told = ngettext(
            "Of %(of)s figures compared with the period before, %(clear)s has clearly changed: "
            "%(named)s.",
            "Of %(of)s figures compared with the period before, %(clear)s have clearly "
            "changed: %(named)s.",
            len(clear),
        ) % {**parts, "named": _named(clear)}
    sentences = [told, comparisons.begun_sentences(page.begun), gaps.seen_sentence(page.judged)]
    return " ".join(filter(None, sentences))


def _named(clear: Sequence[tuple[str, str, Judged]]) -> str:
    named = [
        _("%(victims)s, “%(figure)s” (%(points)s points, %(interval)s)")
        % {
            "victims": row,
            "figure": column,
            "points": gaps.points(judged.difference.value),
            "interval": gaps.interval_words(judged.difference),
        }
        for row, column, judged in clear[:MOST_NAMED]
    ]
    if more := len(clear) - len(named):
        count = {"count": words.number(more)}
        named.append(ngettext("%(count)s more", "%(count)s more", more) % count)
    return "; ".join(named)


def notes() -> list[str]:
    return [
        _(
            "Each cell: the share, or days, with its 95 per cent interval, and a line of eight "
            "quarters that ends here; a line spans 40 points, or half of the longest days. What "
            "could be asked, and who answered, are counts of everybody and have no interval."
        ),
        _(
            "A triangle: a clear change since the period before, up or down; of all victims in a "
            "quarter as on the page of trends. Nothing is called good or bad."
        ),
        _(
            "[c] hidden: fewer than 10 people, or showing it would tell how a small group "
            "answered. [x] not there: not asked, or not counted yet. [z] not known for these "
            "victims separately, or asked only of others. [u] fewer than 30 people. [p] "
            "provisional. How many could be asked is shown whatever else is hidden."
        ),
        _(
            "What victims said is weighted to the cases of the period in which it happened; days "
            "and outcomes are those of cases reported in the period, as far as they have come. "
            "Women and men are as victims say, and in coverage and cases as recorded. Each crime "
            "is of one kind: sexual, else domestic abuse, else stalking or harassment."
        ),
    ]


SHAPES = {Change.UP: "▲", Change.DOWN: "▼", Change.NONE: ""}
