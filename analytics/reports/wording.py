from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.figures.presenters import gaps
from analytics.figures.selectors.comparisons import Gap
from analytics.figures.selectors.coverage import ForceCoverage
from analytics.figures.selectors.figures import ForceFunnel, ItemFigure
from analytics.reports.parts import BesideOthers, MethodSection
from analytics.stats.comparison import Position
from analytics.stats.judgement import Judged
from ui import formatting


def change_since(gap: Gap | None, *, before_period: str) -> str:
    facts = {"period": words.period_name(before_period)}
    if gap is None:
        return (
            _("Too few victims answered, or the figure is hidden, to compare with %(period)s.")
            % facts
        )
    facts |= {
        "points": gaps.points(gap.judged.difference.value),
        "interval": gaps.interval_words(gap.judged.difference),
        "seen": gaps.size(gap.judged.detectable),
    }
    if gap.judged.is_clear:
        return (
            _("A clear change since %(period)s: %(points)s points (interval %(interval)s).") % facts
        )
    return (
        _(
            "No clear change since %(period)s: %(points)s points (interval %(interval)s); a change "
            "of %(seen)s points would have been seen."
        )
        % facts
    )


def funnel_place(position: Position | None, *, force: str) -> str:
    if position is None:
        return _("Too few victims answered to place %(force)s among the forces.") % {"force": force}
    return {
        Position.WITHIN: _(
            "%(force)s stands within the limits: chance and the ordinary spread between forces "
            "can explain its figure."
        ),
        Position.SOMEWHAT_HIGH: _(
            "%(force)s stands above the 95 per cent limit but not the wider one: higher than "
            "most, as one force in forty would be by chance."
        ),
        Position.SOMEWHAT_LOW: _(
            "%(force)s stands below the 95 per cent limit but not the wider one: lower than "
            "most, as one force in forty would be by chance."
        ),
        Position.HIGH: _(
            "%(force)s stands above the 99.8 per cent limit: unusually high among forces."
        ),
        Position.LOW: _(
            "%(force)s stands below the 99.8 per cent limit: unusually low among forces."
        ),
    }[position] % {"force": force}


def answered(coverage: ForceCoverage) -> str:
    if coverage.total is None or coverage.total.response is None:
        return ""
    return _("Of those who were asked, %(response)s answered.") % {
        "response": words.percent(coverage.total.response)
    }


def forces_outside(found: ForceFunnel) -> str:
    if found.is_provisional:
        return _("The quarter is still open: no force is placed among the others.")
    if found.funnel is None:
        return _("Too few victims answered to place any force among the others.")
    outside = [
        words.place_name(point.force)
        for point in found.points
        if found.funnel.positions.get(point.force.code) in {Position.LOW, Position.HIGH}
    ]
    if not outside:
        return _("No force stands outside the 99.8 per cent limits.")
    return _("These forces are outside the 99.8 per cent limits: %(forces)s.") % {
        "forces": formatting.format_words(outside, language=words.language())
    }


def funnel_notes(*, is_force: bool) -> tuple[str, ...]:
    whose = (
        _("The dot is this force; no other force is drawn.")
        if is_force
        else _("Each dot is a force; those outside the wider limits have their names.")
    )
    return (
        whose,
        _(
            "Forces with few answers stand to the left and swing more by chance alone. Between the "
            "lines stand 95 and 99.8 per cent of forces that differ only by chance and as forces "
            "usually do."
        ),
        _(
            "Forces are not ranked: most of the order of a list would be chance. Were every "
            "force poor, this picture would not show it."
        ),
    )


def tested_key(judged: Judged) -> str:
    return _(
        "Bar: how far the difference from all other forces may reach, %(interval)s points. It is "
        "wider than the interval of the share, because forces always differ somewhat."
    ) % {"interval": gaps.interval_words(judged.difference)}


def comparison_key(*, is_force: bool) -> str:
    if is_force:
        return _(
            "Dot: this force. Bar: how far its difference from all other forces may reach, which "
            "is wider than the interval of the share. Where the bar crosses the upright line, all "
            "other forces together, there is no clear difference. In brackets: the smallest "
            "difference, in points, that would have been seen. Hatched: hidden."
        )
    return _(
        "Dot: the nation. Bar: how far its change since the quarter before may reach, which is "
        "wider than the interval of the share. Where the bar crosses the upright line, the "
        "quarter before, there is no clear change. In brackets: the smallest change, in points, "
        "that would have been seen. Hatched: hidden."
    )


def comparison_lead(
    results: Sequence[BesideOthers], judged: Collection[Judged], *, is_force: bool
) -> str:
    compared = sum(result is not BesideOthers.NOT_COMPARED for result in results)
    if not compared and not is_force:
        return _("There is no quarter before that can be compared.")
    if not compared:
        return _("Too few victims answered any question to compare it with other forces.")
    said = ngettext(
        "Of %(compared)s question compared: clearly higher %(higher)s, clearly lower %(lower)s, "
        "no clear difference %(not_clear)s.",
        "Of %(compared)s questions compared: clearly higher %(higher)s, clearly lower "
        "%(lower)s, no clear difference %(not_clear)s.",
        compared,
    ) % {
        "compared": words.number(compared),
        "higher": words.number(results.count(BesideOthers.HIGHER)),
        "lower": words.number(results.count(BesideOthers.LOWER)),
        "not_clear": words.number(results.count(BesideOthers.NOT_CLEAR)),
    }
    return f"{said} {gaps.seen_sentence(judged)}".strip()


def modelled(figures: Sequence[ItemFigure]) -> str:
    named = [
        f"{words.label(figure.item)} {words.modelled_words(figure.modelled).line}"
        for figure in figures
        if figure.modelled
    ]
    if not named:
        return ""
    return _(
        "Modelled from shown figures alone, drawn to the nation and to the force’s last quarters "
        "by how few answered, and compared with nothing: %(figures)s."
    ) % {"figures": "; ".join(named)}


def method(figures: Sequence[ItemFigure]) -> MethodSection:
    paragraphs = (*_how_figures_are_made(), *_how_they_are_read(), modelled(figures))
    return MethodSection(
        heading=_("How these figures are made"),
        paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph),
    )


def _how_figures_are_made() -> tuple[str, ...]:
    return (
        _(
            "A share is of the victims who answered that question. Answers are weighted so "
            "that those who answered resemble all who could be asked, by stage, crime group, sex "
            "and age; weights over five times the usual one are cut."
        ),
        _(
            "The interval is a 95 per cent Wilson interval on the effective number of "
            "answers. The base is people who answered. A difference is clear where it is larger "
            "than chance and the ordinary spread between the other forces explain; of all that are "
            "called clear, at most one in twenty is expected to be chance."
        ),
    )


def _how_they_are_read() -> tuple[str, ...]:
    return (
        _(
            "[c] hidden: fewer than 10 answers, or a figure that would give another away. "
            "[u] uncertain: 10 to 29 answers. [x] nobody answered. Nothing is compared "
            "under an effective base of 50."
        ),
        _(
            "An alert holds the latest weeks against what the force’s own past, a slow drift, the "
            "season and who answered would give, and against what other forces did. It may be "
            "chance: how many of those judged were true changes stands on the page of alerts."
        ),
        _(
            "What this cannot tell you: how those who did not answer feel, or why a figure "
            "is what it is. Many victims at greatest risk are not asked by text, for their "
            "safety."
        ),
    )
