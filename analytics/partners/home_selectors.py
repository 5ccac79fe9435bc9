from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from access.models import Force, Organisation
from access.permissions import Role
from access.viewer import Viewer
from analytics.disclosure import timing
from analytics.disclosure.places import NATION
from analytics.disclosure.question_tables import EVERY_QUESTION
from analytics.figures import versions
from analytics.figures.selectors import lines
from analytics.figures.selectors.comparisons import Gap
from analytics.figures.selectors.lines import Shares, Table
from analytics.figures.selectors.questions import QuestionFigure
from analytics.figures.selectors.shown import Area, area_for, latest_closed
from analytics.figures.versions import VersionBegun
from analytics.items import Agency, bank_facts, every_item
from analytics.models import SaidAndDone, ShownTable
from analytics.partners.selectors import AGENCIES
from analytics.stats import judgement
from analytics.stats.judgement import ShareContrast
from analytics.stats.proportions import Proportion
from analytics.stats.suppression import Published, Share
from analytics.tables import EVERYBODY, Dimension
from analytics.you_said_we_did import selectors as told_selectors

MOST_FORCES = 2
"""The most forces on the home page; others have links."""
MOST_TOLD = 3


@dataclass(frozen=True, kw_only=True)
class PartnerHome:
    """By code; `period` is "" until a quarter is frozen."""

    period: str
    before: str
    areas: Sequence["PartnerArea"]
    others: Sequence[str]
    told: Sequence[SaidAndDone]


@dataclass(frozen=True, kw_only=True)
class PartnerArea:
    """Judged together; None if either side is too small."""

    force: Force
    agencies: Sequence[Agency]
    figures: Sequence[QuestionFigure]
    changes: Mapping[str, Gap | None]
    begun: Sequence[VersionBegun]


def home_for(viewer: Viewer, *, on: date) -> PartnerHome:
    codes = sorted(viewer.force_codes)
    areas = [area_for(viewer, code) for code in codes[:MOST_FORCES]]
    period = latest_closed(on=on)
    before = timing.quarter_before(period) if period else ""
    tables = _tables(areas, [period, before]) if period else {}
    kinds = dict(
        Organisation.objects.filter(
            pk__in=[
                each.organisation_id for each in viewer.held if each.organisation_id is not None
            ]
        ).values_list("pk", "kind")
    )
    return PartnerHome(
        period=period,
        before=before,
        areas=[
            _area(area, _agencies(viewer, area.code, kinds), tables, period, before)
            for area in areas
        ],
        others=codes[MOST_FORCES:],
        told=_public_notices(codes),
    )


def _agencies(viewer: Viewer, force_code: str, kinds: Mapping[int, str]) -> list[Agency]:
    """By the membership that reaches a force's figures (decision 53)."""
    found = {
        kinds.get(each.organisation_id or 0, "")
        for each in viewer.held
        if each.role is Role.PARTNER and force_code in each.force_codes
    }
    return sorted(AGENCIES[kind] for kind in found if kind in AGENCIES)


def _tables(areas: Sequence[Area], periods: Sequence[str]) -> Mapping[Table, Shares]:
    places = {NATION, *(code for area in areas for code in area.line)}
    rows = ShownTable.objects.filter(
        period__in=periods, dimension__in=[Dimension.ALL.value, EVERY_QUESTION], area__in=places
    )
    return lines.tables_of(rows.values_list("period", "dimension", "area", "shares"))


def _area(
    area: Area,
    agencies: Sequence[Agency],
    tables: Mapping[Table, Shares],
    period: str,
    before: str,
) -> PartnerArea:
    own = lines.with_lines(area, tables)
    items = [code for code, item in every_item().items() if item.agency in agencies]
    now, past = _shares(own, period), _shares(own, before)
    changes = _changes(items, _comparable(area, now), _comparable(area, past))
    return PartnerArea(
        force=area.force,  # type: ignore[arg-type]  # no partner is national
        agencies=agencies,
        figures=[
            QuestionFigure(
                item=every_item()[code],
                facts=bank_facts()[code],
                force=now[code].get((area.code, EVERYBODY), area.without_figure),
                nation=now[code][NATION, EVERYBODY],
            )
            for code in items
            if (NATION, EVERYBODY) in now.get(code, {})
        ],
        changes=changes,
        begun=versions.begun_meanwhile(changes, period) if period else (),
    )


def _shares(tables: Mapping[Table, Shares], period: str) -> Shares:
    return lines.in_one({table: of for table, of in tables.items() if table[0] == period})


def _comparable(area: Area, shares: Shares) -> dict[str, Proportion]:
    found: dict[str, Share | None] = {
        code: places.get((area.code, EVERYBODY)) for code, places in shares.items()
    }
    return {
        code: share.proportion
        for code, share in found.items()
        if isinstance(share, Published) and share.is_comparable
    }


def _changes(
    items: Iterable[str], now: Mapping[str, Proportion], past: Mapping[str, Proportion]
) -> dict[str, Gap | None]:
    family = {
        code: ShareContrast(first=now[code], second=past[code])
        for code in items
        if code in now and code in past
    }
    return {
        code: Gap(other=past[code].share, judged=judged) if judged else None
        for code, judged in judgement.judge(family).items()
    }


def _public_notices(codes: Iterable[str]) -> list[SaidAndDone]:
    area = set(codes)
    found = [
        one
        for one in told_selectors.public_notices()
        if not one.action.acting or area & {force.code for force in one.action.acting}
    ]
    return found[:MOST_TOLD]
