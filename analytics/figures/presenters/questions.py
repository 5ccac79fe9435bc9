import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from access.models import Force
from analytics import words
from analytics.figures.presenters import gaps
from analytics.figures.presenters.figures import SelectOption
from analytics.figures.presenters.gaps import GapWords
from analytics.figures.selectors.questions import DrawnAndChosen, QuestionFigure, QuestionPage
from analytics.items import Agency, BankFacts, Item, LeftOut
from analytics.stats.rounding import whole_points
from analytics.stats.suppression import Published, Share
from analytics.tables import LEVELS, Dimension
from analytics.words import FigureWords
from survey.module_names import MODULES, STAGES

AGENCIES: Mapping[Agency, Promise] = {
    Agency.POLICE: gettext_lazy("Police"),
    Agency.CPS: gettext_lazy("Crown Prosecution Service"),
    Agency.WITNESS_CARE: gettext_lazy("Witness care"),
    Agency.COURTS: gettext_lazy("Courts"),
    Agency.DEFENCE: gettext_lazy("Defence lawyers"),
    Agency.PROBATION: gettext_lazy("Probation"),
    Agency.SUPPORT: gettext_lazy("Support services"),
    Agency.REPORT_FRAUD: gettext_lazy("Report Fraud"),
}
LEFT_OUT: Mapping[LeftOut, Promise] = {
    LeftOut.NO_NEED: gettext_lazy("%(base)s, without those who did not need it"),
    LeftOut.DOES_NOT_APPLY: gettext_lazy("%(base)s, without those it does not apply to"),
}
COLUMNS = (
    "question", "label", "agency", "module", "right", "code_version", "base_of", "area", "level",
    "positive", "neutral", "negative", "lower", "upper", "base", "effective_base", "mark", "stamp",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class QuestionFigureRow:
    label: str
    agency: str
    base: str
    right: str
    figure: FigureWords | None
    nation: FigureWords


@dataclass(frozen=True, kw_only=True)
class QuestionGroup:
    name: str
    caption: str
    rows: Sequence[QuestionFigureRow]


@dataclass(frozen=True, kw_only=True)
class PairRow:
    label: str
    drawn: FigureWords
    chosen: FigureWords
    apart: GapWords


def groups(page: QuestionPage) -> list[QuestionGroup]:
    return [
        QuestionGroup(
            name=module_name(module),
            caption=part_caption(page.force, period=page.period or "", part=module_name(module)),
            rows=[row(figure, has_force=page.force is not None) for figure in figures],
        )
        for module, figures in groupby(page.figures, key=lambda figure: figure.item.module)
    ]


def part_caption(force: Force | None, *, period: str, part: str) -> str:
    return _("%(place)s, %(period)s. %(part)s: share who answered favourably") % {
        "place": words.place_name(force),
        "period": words.period_name(period),
        "part": part,
    }


def module_name(module: str) -> str:
    return str(MODULES[module]) if module else _("Asked about every case")


def row(figure: QuestionFigure, *, has_force: bool) -> QuestionFigureRow:
    own = words.figure_words(figure.force) if figure.force is not None else None
    return QuestionFigureRow(
        label=words.text_of(figure.item.label),
        agency=agency_name(figure.item.agency),
        base=base_words(figure.item, figure.facts),
        right=right_words(figure.facts),
        figure=own if has_force else words.figure_words(figure.nation),
        nation=words.figure_words(figure.nation),
    )


def agency_name(agency: Agency) -> str:
    return str(AGENCIES[agency])


def base_words(item: Item, facts: BankFacts) -> str:
    base = words.text_of(item.base)
    if facts.left_out is LeftOut.NOBODY:
        return base
    return str(LEFT_OUT[facts.left_out]) % {"base": base}


def right_words(facts: BankFacts) -> str:
    if not facts.right:
        return ""
    parts = {"right": facts.right, "version": facts.code_version}
    return _("Right %(right)s (%(version)s)") % parts


def lead(page: QuestionPage) -> str:
    shown = sum(
        isinstance(figure.force if page.force else figure.nation, Published)
        for figure in page.figures
    )
    parts = {
        "shown": words.number(shown),
        "of": words.number(len(page.figures)),
        "period": words.period_name(page.period or ""),
    }
    return ngettext(
        "In %(period)s, %(shown)s of %(of)s questions that were asked has a figure that may be "
        "shown.",
        "In %(period)s, %(shown)s of %(of)s questions that were asked have a figure that may be "
        "shown.",
        shown,
    ) % parts  # fmt: skip


def agency_options(current: str) -> list[SelectOption]:
    every = SelectOption(code="", label=_("Every agency"), is_current=not current)
    return [
        every,
        *(
            SelectOption(code=each.value, label=agency_name(each), is_current=each == current)
            for each in Agency
        ),
    ]


def stage_options(current: str) -> list[SelectOption]:
    every = SelectOption(code="", label=_("Every stage"), is_current=not current)
    return [
        every,
        *(
            SelectOption(code=each, label=str(STAGES[each]), is_current=each == current)
            for each in LEVELS[Dimension.STAGE]
            if each != "ST8"
        ),
    ]


def pair_rows(pairs: Sequence[DrawnAndChosen]) -> list[PairRow]:
    return [
        PairRow(
            label=words.text_of(pair.item.label),
            drawn=words.figure_words(pair.drawn),
            chosen=words.figure_words(pair.chosen),
            apart=gaps.judged_words(pair.apart, item=pair.item.code),
        )
        for pair in pairs
    ]


def pair_sentence(pairs: Sequence[DrawnAndChosen]) -> str:
    clear = sum(pair.apart.is_clear for pair in pairs)
    parts = {"clear": words.number(clear), "pairs": words.number(len(pairs))}
    said = ngettext(
        "For %(clear)s of %(pairs)s questions the two differ clearly.",
        "For %(clear)s of %(pairs)s questions the two differ clearly.",
        clear,
    ) % parts  # fmt: skip
    return f"{said} {gaps.seen_sentence([pair.apart for pair in pairs])}".strip()


def write_csv(page: QuestionPage) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(line for figure in page.figures for line in _lines(page, figure))
    return text.getvalue()


def _lines(page: QuestionPage, figure: QuestionFigure) -> Iterator[list[object]]:
    item, facts = figure.item, figure.facts
    level = page.query.stage or "all"
    known = [
        item.code, words.text_of(item.label), item.agency.value, item.module or "core", facts.right,
        facts.code_version, base_words(item, facts),
    ]  # fmt: skip
    stamp = "SIMULATED" if page.is_simulated else ""
    yield [*known, "nation", level, *_numbers(figure.nation), stamp]
    if page.force is not None and figure.force is not None:
        yield [*known, page.force.code, level, *_numbers(figure.force), stamp]


def _numbers(share: Share) -> list[object]:
    if not isinstance(share, Published):
        return [*[""] * 7, share.reason.symbol]
    parts = (
        share.positive, share.neutral, share.negative, share.interval.lower, share.interval.upper,
    )  # fmt: skip
    rounded = [whole_points.told(part) for part in parts]
    return [*rounded, share.base, round(share.effective_base, 1), share.mark.value]
