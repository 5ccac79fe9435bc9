from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.code_return.duty import Duty, read_duty
from analytics.code_return.order import EVERY_STAGE, ReturnEntry, entries
from analytics.disclosure.places import NATION, Place
from analytics.disclosure.question_tables import EVERY_QUESTION, NOT_BY_FORCE
from analytics.disclosure.shown_tables import NOT_CLOSED
from analytics.figures.selectors import figures, lines
from analytics.figures.selectors.lines import Shares
from analytics.figures.selectors.shown import Area, area_for
from analytics.items import bank_facts, every_item, item_codes
from analytics.models import ShownTable, StepTime
from analytics.refresh.selectors import quarter_states
from analytics.stats.proportions import wilson_interval
from analytics.stats.suppression import (
    NO_ANSWERS,
    Audience,
    Published,
    Share,
    Suppressed,
    SuppressionReason,
    mark_for,
)
from analytics.tables import EVERYBODY, LEVELS, Dimension
from analytics.timeliness.tables import LEAST_CASES
from responses.extract_rows import CaseStep
from survey.bank.questions import VictimsCode, read_victims_codes

TOO_FEW_CASES = Suppressed(reason=SuppressionReason.SMALL_BASE)


@dataclass(frozen=True, kw_only=True)
class ReturnLine:
    entry: ReturnEntry
    stage: str
    force: Share | None
    nation: Share | None


@dataclass(frozen=True, kw_only=True)
class ReturnPage:
    """Latest first; `period` is None without figures."""

    force: Force | None
    forces: Sequence[Force]
    period: str | None
    periods: Sequence[str]
    provisional: Collection[str]
    is_simulated: bool
    duty: Duty
    codes: Mapping[str, VictimsCode]
    lines: Sequence[ReturnLine]


def return_page_for(viewer: Viewer, *, force_code: str | None, period: str, on: date) -> ReturnPage:
    """Raises Force.DoesNotExist."""
    area, periods = area_for(viewer, force_code), figures.periods(on=on)
    states = quarter_states.states()
    provisional = {each for each in periods if quarter_states.is_provisional(states, each)}
    closed = [each for each in periods if each not in provisional]
    chosen = period if period in periods else max(closed or periods, default=None)
    return ReturnPage(
        force=area.force,
        forces=access_selectors.forces_for(viewer) if viewer.is_national else (),
        period=chosen,
        periods=periods[::-1],
        provisional=provisional,
        is_simulated=access_selectors.is_simulated(),
        duty=read_duty(),
        codes=read_victims_codes(),
        lines=list(_lines(area, chosen, is_open=chosen in provisional)) if chosen else [],
    )


def _lines(area: Area, period: str, *, is_open: bool) -> Iterator[ReturnLine]:
    shares, told = _shares(area, period), _share_informed_in_time(area, period)
    if is_open:
        shares = {
            code: shares.get(code, {(at, EVERYBODY): NOT_CLOSED for at in (area.code, NATION)})
            for code in every_item()
        }
    for entry in entries(every_item(), bank_facts(), read_victims_codes(), read_duty()):
        if entry.record is not None:
            yield _line(area, entry, EVERY_STAGE, told)
        elif entry.item is None:
            yield ReturnLine(entry=entry, stage=EVERY_STAGE, force=None, nation=None)
        else:
            found = shares.get(entry.item.code, {})
            yield _line(area, entry, entry.stage, found)
            for stage in _stages(found, beside=entry.stage):
                yield _line(area, entry, stage, found)


def _line(area: Area, entry: ReturnEntry, stage: str, found: Mapping[Place, Share]) -> ReturnLine:
    level = EVERYBODY if stage == entry.stage else stage
    nation = found.get((NATION, level))
    return ReturnLine(
        entry=entry,
        stage=stage,
        force=_force_share(area, entry, level, found) if area.force and nation else None,
        nation=nation,
    )


def _force_share(area: Area, entry: ReturnEntry, level: str, found: Mapping[Place, Share]) -> Share:
    own = found.get((area.code, level))
    if own is None and level != EVERYBODY and entry.item and entry.item.code not in item_codes():
        return NOT_BY_FORCE
    return own or area.without_figure


def _stages(found: Mapping[Place, Share], *, beside: str) -> Iterator[str]:
    for stage in LEVELS[Dimension.STAGE]:
        if stage != beside and found.get((NATION, stage), NO_ANSWERS) != NO_ANSWERS:
            yield stage


def _shares(area: Area, period: str) -> Shares:
    tables = (Dimension.ALL, Dimension.STAGE, EVERY_QUESTION)
    rows = ShownTable.objects.filter(
        period=period, dimension__in=tables, area__in={*area.line, NATION}
    )
    found = lines.tables_of(rows.values_list("period", "dimension", "area", "shares"))
    return lines.in_one(lines.with_lines(area, found))


def _share_informed_in_time(area: Area, period: str) -> Mapping[Place, Share]:
    rows = StepTime.objects.filter(
        period=period, step=CaseStep.TOLD, dimension=Dimension.ALL, area__in={area.code, NATION}
    )
    found: dict[Place, Share] = {(NATION, EVERYBODY): TOO_FEW_CASES}
    if area.force:
        found[area.code, EVERYBODY] = TOO_FEW_CASES
    for row in rows:
        if row.judged >= LEAST_CASES:
            found[row.area, row.level] = Published(
                positive=row.in_time / row.judged,
                neutral=0.0,
                negative=1 - row.in_time / row.judged,
                interval=wilson_interval(successes=row.in_time, trials=row.judged),
                base=row.judged,
                effective_base=row.judged,
                mark=mark_for(base=row.judged, audience=Audience.STAFF),
            )
    return found
