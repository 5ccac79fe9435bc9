from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.code_return.order import EVERY_STAGE, ReturnEntry
from analytics.code_return.selectors import ReturnLine, ReturnPage
from analytics.disclosure.question_tables import NOT_BY_FORCE
from analytics.figures.presenters import questions
from analytics.items import bank_facts
from analytics.stats.suppression import Published, Share
from analytics.tables import Dimension
from analytics.timeliness.tables import LEAST_CASES
from analytics.words import FigureWords
from ui.formatting import format_date

NOT_ASKED = FigureWords(mark="x")


@dataclass(frozen=True, kw_only=True)
class ReturnRow:
    label: str
    base: str
    agency: str
    stage: str
    figure: FigureWords
    nation: FigureWords


@dataclass(frozen=True, kw_only=True)
class RightSection:
    identity: str
    name: str
    caption: str
    rows: Sequence[ReturnRow]


def lead(page: ReturnPage) -> str:
    of_rights = [line for line in page.lines if line.entry.right]
    shown = {line.entry.place for line in of_rights if isinstance(own(page, line), Published)}
    parts = {
        "period": words.period_name(page.period or ""),
        "shown": words.number(len(shown)),
        "of": words.number(len({line.entry.place for line in of_rights})),
    }
    return ngettext(
        "In %(period)s, %(shown)s of %(of)s rights has a figure that may be shown.",
        "In %(period)s, %(shown)s of %(of)s rights have a figure that may be shown.",
        len(shown),
    ) % parts  # fmt: skip


def own(page: ReturnPage, line: ReturnLine) -> Share | None:
    return line.force if page.force else line.nation


def duty_sentence(page: ReturnPage) -> str:
    parts = {"section": page.duty.section, "act": page.duty.act}
    if page.duty.is_in_force:
        return _("In the order of the duty to collect: section %(section)s of the %(act)s.") % parts
    return (
        _(
            "In the order of the duty to collect: section %(section)s of the %(act)s. It was not "
            "in force when it was last checked, and no regulation sets the form of a return yet."
        )
        % parts
    )


def sections(page: ReturnPage) -> Iterator[RightSection]:
    grouped = groupby(page.lines, key=lambda line: line.entry.place)
    for number, (_place, lines) in enumerate(grouped):
        found = list(lines)
        name = section_name(page, found[0].entry)
        yield RightSection(
            identity=f"right-{number}",
            name=name,
            caption=_("%(name)s, %(place)s, %(period)s")
            % {
                "name": name,
                "place": words.place_name(page.force),
                "period": words.period_name(page.period or ""),
            },
            rows=[
                _row(page, line)
                for line in found
                if line.entry.agency
                and (line.force != NOT_BY_FORCE or line.stage == line.entry.stage)
            ],
        )


def section_name(page: ReturnPage, entry: ReturnEntry) -> str:
    if entry.code is None:
        return _("Awareness of the Code")
    return _("Right %(right)s (%(version)s): %(title)s") % {
        "right": entry.right,
        "version": entry.code.version,
        "title": right_title(page, entry),
    }


def right_title(page: ReturnPage, entry: ReturnEntry) -> str:
    if entry.code is None:
        return ""
    official = entry.code.rights[entry.right]
    if words.language().split("-")[0] != "cy":
        return official
    return page.duty.titles.get(entry.code.version, {}).get(entry.right, official)


def code_sentences(page: ReturnPage) -> list[str]:
    return [
        _("%(title)s, version %(version)s, in force on %(day)s.")
        % {
            "title": code.title,
            "version": code.version,
            "day": format_date(code.in_force_on, language=words.language()),
        }
        for code in page.codes.values()
    ]


def _row(page: ReturnPage, line: ReturnLine) -> ReturnRow:
    entry = line.entry
    return ReturnRow(
        label=label(entry),
        base=base(entry),
        agency=questions.agency_name(entry.agency) if entry.agency else "",
        stage=stage_name(line.stage),
        figure=figure(entry, own(page, line)),
        nation=figure(entry, line.nation),
    )


def label(entry: ReturnEntry) -> str:
    asked = entry.record or entry.item
    return words.text_of(asked.label) if asked else ""


def base(entry: ReturnEntry) -> str:
    if entry.record:
        return words.text_of(entry.record.base)
    return questions.base_words(entry.item, bank_facts()[entry.item.code]) if entry.item else ""


def stage_name(stage: str) -> str:
    if stage == EVERY_STAGE:
        return _("Every stage")
    return words.level_name(Dimension.STAGE, stage)


def figure(entry: ReturnEntry, share: Share | None) -> FigureWords:
    if share is None:
        return FigureWords(mark=NOT_ASKED.mark, reason=_("not asked in this quarter"))
    if entry.record and not isinstance(share, Published):
        return FigureWords(
            mark=words.figure_words(share).mark,
            reason=_("fewer than %(least)s cases") % {"least": words.number(LEAST_CASES)},
        )
    return words.figure_words(share)
