from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics import words
from analytics.charts import intervals, stages
from analytics.disclosure import years
from analytics.figures.presenters import charts
from analytics.figures.presenters.figures import Picture
from analytics.journey.presenters import findings
from analytics.journey.selectors import JourneyPage, StageFigure, StageJourney
from analytics.journey.stages import COURT, IN_COURT, JourneyStage
from analytics.stats.suppression import Published


@dataclass(frozen=True, kw_only=True)
class SmallPicture:
    label: str
    url: str
    told: str
    is_current: bool
    drawing: SafeString


@dataclass(frozen=True, kw_only=True)
class DriversLink:
    name: str
    url: str


def stage_links(page: JourneyPage, found: StageJourney) -> list[DriversLink]:
    address = reverse("analytics:drivers")
    year = f"period={page.period}&" if years.is_year(page.period or "") else ""
    return [
        DriversLink(name=name, url=f"{address}?{year}stage={_place(stage)}")
        for name, stage in zip(findings.numbered(found), found.row, strict=True)
    ]


def _place(stage: JourneyStage) -> str:
    return COURT if stage.code in IN_COURT else stage.code


def main_picture(page: JourneyPage, found: StageJourney) -> Picture:
    place = words.place_name(page.force)
    caption = _("%(place)s, %(period)s. %(item)s, stage by stage, with 95 %% intervals") % {
        "place": place,
        "period": words.period_name(page.period or ""),
        "item": words.label(page.item),
    }
    nation = _("The nation") if page.force else ""
    stamp = charts.simulation_stamp(is_simulated=page.is_simulated)
    wide = stages.draw(
        stages.place(list(_columns(found, page.item))),
        words=stages.StageWords(vertical=_("Per cent"), subject=place, nation=nation),
        identity="journey-wide",
        title=caption,
        description=_description(found, page.item),
        stamp=stamp,
    )
    return Picture(caption=caption, drawing=charts.safe(wide + _narrow(page, found, caption)))


def _narrow(page: JourneyPage, found: StageJourney, caption: str) -> str:
    rows = [
        charts.share_row(label, figure.own.share, nation=figure.nation)
        for label, figure in zip(findings.numbered(found), found.figures[page.item], strict=True)
    ]
    nation = _("The nation") if page.force else ""
    return intervals.draw(
        intervals.place(rows, is_wide=False),
        key=intervals.Key(subject=words.place_name(page.force), nation=nation),
        identity="journey-narrow",
        title=caption,
        description=_description(found, page.item),
        stamp=charts.simulation_stamp(is_simulated=page.is_simulated),
    )


def small_pictures(page: JourneyPage, found: StageJourney) -> list[SmallPicture]:
    address = reverse("analytics:journey", args=[page.force.code] if page.force else [])
    return [
        SmallPicture(
            label=words.label(item),
            url=f"{address}?period={page.period}&item={item}",
            told=findings.fall_words(found, item),
            is_current=item == page.item,
            drawing=_small(page, found, item),
        )
        for item in found.figures
    ]


def _small(page: JourneyPage, found: StageJourney, item: str) -> SafeString:
    return charts.safe(
        stages.draw_small(
            stages.place(list(_columns(found, item))),
            identity=f"journey-{item}",
            title=words.label(item),
            description=_description(found, item),
            stamp=charts.simulation_stamp(is_simulated=page.is_simulated),
        )
    )


def _description(found: StageJourney, item: str) -> str:
    told = [words.figure_words(figure.own.share).line for figure in found.figures[item]]
    names = findings.numbered(found)
    return "; ".join(f"{name}: {line}" for name, line in zip(names, told, strict=True))


def _columns(found: StageJourney, item: str) -> Iterator[stages.StageColumn]:
    at = {stage.code: number for number, stage in enumerate(found.row)}
    for name, figure in zip(findings.numbered(found), found.figures[item], strict=True):
        yield _column(name, figure, before=at[figure.step.before] if figure.step else None)


def _column(name: str, figure: StageFigure, *, before: int | None) -> stages.StageColumn:
    share = figure.own.share
    shown = share if isinstance(share, Published) else None
    told = words.figure_words(share)
    nation = figure.nation if isinstance(figure.nation, Published) else None
    detail = [
        told.interval,
        _("base %(base)s") % {"base": told.base} if told.base else "",
        _("nation %(share)s") % {"share": words.percent(nation.positive)} if nation else "",
    ]
    mark = f"[{told.mark}]" if told.mark else ""
    return stages.StageColumn(
        name=name,
        value=f"{told.value} {mark}".strip(),
        detail=tuple(line for line in detail if line),
        share=shown.positive if shown else None,
        lower=shown.interval.lower if shown else None,
        upper=shown.interval.upper if shown else None,
        nation=nation.positive if nation else None,
        before=before,
        kind=figure.step.kind if figure.step else "",
    )
