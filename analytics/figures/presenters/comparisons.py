from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.models import Force
from analytics import words
from analytics.figures.presenters import gaps as gaps_presenters
from analytics.figures.presenters.figures import (
    Picture,
    SelectOption,
    coverage_words,
    response_words,
)
from analytics.figures.presenters.gaps import GapWords
from analytics.figures.selectors.comparisons import Beside, Comparison, Estimate, ForceGap, Gap
from analytics.figures.selectors.coverage import Reach
from analytics.figures.selectors.pages import ForceCompared
from analytics.figures.versions import VersionBegun
from analytics.stats.judgement import Judged
from analytics.words import FigureWords
from ui import formatting


@dataclass(frozen=True, kw_only=True)
class ComparisonRow:
    label: str
    figure: FigureWords
    standardised: str
    gaps: tuple[GapWords, ...]
    """In the order of `columns`."""


@dataclass(frozen=True, kw_only=True)
class ForceGapRow:
    name: str
    url: str
    figure: FigureWords
    gap: GapWords
    coverage: str
    response: str


def beside_name(beside: Beside) -> str:
    return {
        Beside.OTHERS: _("All other forces"),
        Beside.REGION: _("Other forces of the region"),
        Beside.SIMILAR: _("Forces like it"),
        Beside.QUARTER_BEFORE: _("Its own quarter before"),
        Beside.YEAR_BEFORE: _("Its own year before"),
    }[beside]


def beside_options(current: Beside) -> list[SelectOption]:
    return [
        SelectOption(code=beside.value, label=beside_name(beside), is_current=beside is current)
        for beside in Beside
    ]


def columns() -> list[str]:
    return [beside_name(beside) for beside in Beside]


def rows(found: Comparison) -> list[ComparisonRow]:
    return [
        ComparisonRow(
            label=words.label(one.item),
            figure=words.figure_words(one.share),
            standardised=_estimate_words(one.standardised),
            gaps=tuple(_gap_words(one.gaps[beside], one.item) for beside in Beside),
        )
        for one in found.items
    ]


def lead(compared: ForceCompared, beside: Beside) -> str:
    found = compared.comparison
    gaps = {one.item: gap for one in found.items if (gap := one.gaps[beside]) is not None}
    if not gaps:
        return _("Too few victims answered to compare %(place)s here in %(period)s.") % {
            "place": words.place_name(found.force),
            "period": words.period_name(found.period),
        }
    sentences = [
        _describe_differences(found, beside, gaps),
        begun_sentences(compared.begun.get(beside, ())),
        gaps_presenters.seen_sentence([gap.judged for gap in gaps.values()]),
    ]
    return " ".join(filter(None, sentences))


def past_versions_sentence(compared: ForceCompared, beside: Beside) -> str:
    named = compared.begun.get(beside, ())
    others = dict.fromkeys(
        one for versions in compared.begun.values() for one in versions if one not in named
    )
    sentence = begun_sentences(others)
    return _("Beside its own past: %(sentence)s") % {"sentence": sentence} if sentence else ""


def _describe_differences(found: Comparison, beside: Beside, compared: Mapping[str, Gap]) -> str:
    clear = {item: gap.judged for item, gap in compared.items() if gap.judged.is_clear}
    parts = {
        "place": words.place_name(found.force),
        "other": beside_name(beside),
        "period": words.period_name(found.period),
        "count": words.number(len(clear)),
        "compared": words.number(len(compared)),
    }
    if not clear:
        return (
            _(
                "In %(period)s, %(place)s differs clearly from “%(other)s” on none of the "
                "%(compared)s questions that can be compared."
            )
            % parts
        )
    widest = sorted(clear, key=lambda item: -abs(clear[item].difference.value))
    named = [_named(item, clear[item]) for item in widest]
    return ngettext(
        "In %(period)s, %(place)s differs clearly from “%(other)s” on %(count)s of "
        "%(compared)s questions: %(named)s.",
        "In %(period)s, %(place)s differs clearly from “%(other)s” on %(count)s of "
        "%(compared)s questions: %(named)s.",
        len(clear),
    ) % {**parts, "named": "; ".join(named)}


def _named(item: str, judged: Judged) -> str:
    return _("“%(item)s” (%(points)s points, %(interval)s)") % {
        "item": words.label(item),
        "points": gaps_presenters.points(judged.difference.value),
        "interval": gaps_presenters.interval_words(judged.difference),
    }


def picture(found: Comparison, beside: Beside, *, is_simulated: bool) -> Picture:
    caption = _("%(place)s less “%(other)s”, %(period)s: points, with the intervals tested") % {
        "place": words.place_name(found.force),
        "other": beside_name(beside),
        "period": words.period_name(found.period),
    }
    drawn = [
        gaps_presenters.gap_row(
            words.label(one.item),
            _gap_words(one.gaps[beside], one.item),
            gap.judged if (gap := one.gaps[beside]) else None,
        )
        for one in found.items
    ]
    return Picture(
        caption=caption,
        drawing=gaps_presenters.gap_picture(
            drawn, title=caption, identity="comparison", is_simulated=is_simulated
        ),
    )


def members(found: Comparison) -> Mapping[str, str]:
    return {
        beside_name(beside): _names(found.groups[beside])
        for beside in (Beside.REGION, Beside.SIMILAR)
        if found.groups[beside]
    }


def source(found: Comparison) -> str:
    if found.source:
        return _("The list of forces like it: %(source)s.") % {"source": found.source}
    return _(
        "No list of most similar groups has been loaded. Until then the seven nearest stand in, by "
        "density, crimes by resident, and the shares of residents who are disabled and white."
    )


def force_gap_rows(
    found: Sequence[ForceGap], reaches: Mapping[str, Reach], *, item: str, period: str
) -> list[ForceGapRow]:
    return [
        ForceGapRow(
            name=words.place_name(one.force),
            url=reverse("analytics:comparison", args=[one.force.code])
            + f"?period={period}&beside={Beside.SIMILAR}",
            figure=words.figure_words(one.share),
            gap=_gap_words(one.gap, item),
            coverage=coverage_words(reaches.get(one.force.code)),
            response=response_words(reaches.get(one.force.code)),
        )
        for one in found
    ]


def force_gap_picture(
    found: Sequence[ForceGap], *, item: str, period: str, is_simulated: bool
) -> Picture:
    caption = _("%(item)s, %(period)s: each force less the forces like it, in points") % {
        "item": words.label(item),
        "period": words.period_name(period),
    }
    drawn = [
        gaps_presenters.gap_row(
            words.place_name(one.force),
            _gap_words(one.gap, item),
            one.gap.judged if one.gap else None,
        )
        for one in found
    ]
    return Picture(
        caption=caption,
        drawing=gaps_presenters.gap_picture(
            drawn, title=caption, identity="similar", is_simulated=is_simulated
        ),
    )


def force_gaps_lead(found: Sequence[ForceGap], *, item: str, period: str) -> str:
    compared = {one.force: one.gap.judged for one in found if one.gap is not None}
    if not compared:
        return _("Too few victims answered to compare forces in this quarter.")
    seen = gaps_presenters.seen_sentence(compared.values())
    return f"{_describe_forces(compared, item=item, period=period)} {seen}".strip()


def _describe_forces(compared: Mapping[Force, Judged], *, item: str, period: str) -> str:
    clear = {force: judged for force, judged in compared.items() if judged.is_clear}
    parts = {
        "period": words.period_name(period),
        "item": words.label(item),
        "clear": words.number(len(clear)),
        "compared": words.number(len(compared)),
    }
    if not clear:
        return (
            ngettext(
                "In %(period)s, of %(compared)s force that can be compared on “%(item)s”, none "
                "differs clearly from the forces like it.",
                "In %(period)s, of %(compared)s forces that can be compared on “%(item)s”, none "
                "differs clearly from the forces like it.",
                len(compared),
            )
            % parts
        )
    named = [_force_named(*each) for each in clear.items()]
    return ngettext(
        "In %(period)s, %(clear)s of %(compared)s forces differs clearly on “%(item)s” from "
        "the forces like it: %(named)s.",
        "In %(period)s, %(clear)s of %(compared)s forces differ clearly on “%(item)s” from "
        "the forces like them: %(named)s.",
        len(clear),
    ) % {**parts, "named": "; ".join(named)}


def _force_named(force: Force, judged: Judged) -> str:
    return _("%(place)s (%(points)s points, %(interval)s)") % {
        "place": words.place_name(force),
        "points": gaps_presenters.points(judged.difference.value),
        "interval": gaps_presenters.interval_words(judged.difference),
    }


def _gap_words(gap: Gap | None, item: str) -> GapWords:
    if gap is None:
        return gaps_presenters.NOT_COMPARED
    return gaps_presenters.judged_words(gap.judged, item=item, other=gap.other)


def _estimate_words(found: Estimate | None) -> str:
    if found is None:
        return ""
    return _("%(value)s (%(interval)s)") % {
        "value": words.percent(found.share),
        "interval": formatting.format_interval(
            found.interval.lower, found.interval.upper, language=words.language()
        ),
    }


def _names(forces: Sequence[Force]) -> str:
    names = [words.place_name(force) for force in forces]
    return formatting.format_words(names, language=words.language())


def begun_sentences(versions: Iterable[VersionBegun]) -> str:
    return " ".join(map(_sentence, versions))


def _sentence(version: VersionBegun) -> str:
    return _(
        "Version %(version)s of the questions began on %(day)s, while these answers came: a change "
        "may stand for how people were asked, and not for what was done for them."
    ) % {
        "version": words.number(version.number),
        "day": formatting.format_date(version.began, language=words.language()),
    }
