from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure import shown_tables
from analytics.disclosure.places import NATION
from analytics.disclosure.question_tables import CHOSEN, DRAWN, DRAWN_AND_CHOSEN, EVERY_QUESTION
from analytics.figures.selectors import figures, lines
from analytics.figures.selectors.lines import Row, Shares
from analytics.figures.selectors.shown import Area, area_for
from analytics.items import Agency, BankFacts, Item, bank_facts, every_item
from analytics.models import ShownTable
from analytics.refresh.selectors import quarter_states
from analytics.stats import judgement
from analytics.stats.judgement import Judged, ShareContrast
from analytics.stats.suppression import NO_ANSWERS, Published, Share
from analytics.tables import EVERYBODY, LEVELS, Dimension


@dataclass(frozen=True, kw_only=True)
class QuestionQuery:
    period: str = ""
    agency: str = ""
    stage: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionFigure:
    item: Item
    facts: BankFacts
    force: Share | None
    nation: Share


@dataclass(frozen=True, kw_only=True)
class DrawnAndChosen:
    item: Item
    drawn: Published
    chosen: Published
    apart: Judged


@dataclass(frozen=True, kw_only=True)
class QuestionPage:
    """Latest first; `period` is None without figures."""

    force: Force | None
    forces: Sequence[Force]
    period: str | None
    periods: Sequence[str]
    provisional: Collection[str]
    query: QuestionQuery
    is_simulated: bool
    figures: Sequence[QuestionFigure]
    pairs: Sequence[DrawnAndChosen]


def question_page_for(
    viewer: Viewer, *, force_code: str | None, query: QuestionQuery, on: date
) -> QuestionPage:
    area, periods = area_for(viewer, force_code), figures.periods(on=on)
    period = query.period if query.period in periods else max(periods, default=None)
    rows = _rows(area, period) if period else []
    return QuestionPage(
        force=area.force,
        forces=access_selectors.forces_for(viewer) if viewer.is_national else (),
        period=period,
        periods=periods[::-1],
        provisional={
            period for period, state in quarter_states.states().items() if state.closed_on is None
        },
        query=query,
        is_simulated=access_selectors.is_simulated(),
        figures=list(_figures(area, query, _shares(area, rows))),
        pairs=[] if area.force else list(_pairs(rows)),
    )


def stage_questions(area: Area, period: str) -> Mapping[str, Sequence[QuestionFigure]]:
    rows = _load_tables(area, period, [EVERY_QUESTION])
    found: dict[str, list[QuestionFigure]] = defaultdict(list)
    for figure in _figures(area, QuestionQuery(), _shares(area, rows)):
        if figure.item.module in LEVELS[Dimension.STAGE]:
            found[figure.item.module].append(figure)
    return found


def _rows(area: Area, period: str) -> list[Row]:
    tables = [Dimension.ALL.value, Dimension.STAGE.value, EVERY_QUESTION, DRAWN_AND_CHOSEN]
    return _load_tables(area, period, tables)


def _load_tables(area: Area, period: str, tables: Sequence[str]) -> list[Row]:
    found = ShownTable.objects.filter(
        period=period, dimension__in=tables, area__in={*area.line, NATION}
    )
    return list(found.values_list("period", "dimension", "area", "shares"))


def _shares(area: Area, rows: Sequence[Row]) -> Shares:
    wanted = [
        (period, dimension, of, shares)
        for period, dimension, of, shares in rows
        if dimension != DRAWN_AND_CHOSEN and not (dimension == Dimension.STAGE and of != NATION)
    ]
    return lines.in_one(lines.with_lines(area, lines.tables_of(wanted)))


def _figures(area: Area, query: QuestionQuery, shares: Shares) -> Iterator[QuestionFigure]:
    for code, item in every_item().items():
        if query.agency and item.agency != query.agency:
            continue
        level = EVERYBODY if query.stage in ("", item.module) else query.stage
        found, is_of_stage = shares.get(code, {}), level != EVERYBODY
        if (nation := found.get((NATION, level))) is None or nation == NO_ANSWERS:
            continue
        has_force = area.force is not None and not is_of_stage
        yield QuestionFigure(
            item=item,
            facts=bank_facts()[code],
            force=found.get((area.code, EVERYBODY), area.without_figure) if has_force else None,
            nation=nation,
        )


def _pairs(rows: Sequence[Row]) -> Iterator[DrawnAndChosen]:
    stored = next((shares for _, table, _, shares in rows if table == DRAWN_AND_CHOSEN), {})
    shares = {
        code: [shown_tables.unpack(stored[code][name]) for name in (DRAWN, CHOSEN)]
        for code in every_item()
        if code in stored
    }
    shown = {
        code: (drawn, chosen)
        for code, (drawn, chosen) in shares.items()
        if isinstance(drawn, Published) and isinstance(chosen, Published)
    }
    contrasts = {
        code: ShareContrast(first=drawn.proportion, second=chosen.proportion)
        for code, (drawn, chosen) in shown.items()
    }
    confidence = judgement.confidence_of(contrasts.values())
    for code, (drawn, chosen) in shown.items():
        yield DrawnAndChosen(
            item=every_item()[code],
            drawn=drawn,
            chosen=chosen,
            apart=judgement.judged(contrasts[code], confidence=confidence),
        )


def agency_in(given: str) -> str:
    return given if given in set(Agency) else ""
