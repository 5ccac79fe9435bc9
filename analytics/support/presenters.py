from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import words
from analytics.figures.presenters import gaps as gap_presenters
from analytics.items import item_codes
from analytics.stats import judgement
from analytics.stats.judgement import Judged
from analytics.support.counting import (
    DECLINED,
    NOT_OFFERED,
    SUPPORTED,
    WITHDRAWN,
    SupportFigures,
    SupportGap,
    SupportShare,
)
from ui import formatting

LEVEL_NAMES: Mapping[str, Promise] = {
    SUPPORTED: gettext_lazy("With support"),
    DECLINED: gettext_lazy("Declined it"),
    NOT_OFFERED: gettext_lazy("Not offered"),
}
HIDDEN, NOTHING = "[c]", "–"


@dataclass(frozen=True, kw_only=True)
class SupportRow:
    label: str
    shares: Sequence[str]
    raw: str
    held: str
    interval: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class SupportTable:
    caption: str
    levels: Sequence[str]
    rows: Sequence[SupportRow]


def tables(found: SupportFigures) -> list[SupportTable]:
    family = {code: each.held for code, each in found.gaps.items() if code != WITHDRAWN}
    judged = judgement.judge(family)
    codes = [code for code in item_codes() if code in found.shares]
    made = []
    if codes:
        rows = [_row(found, code, words.label(code), judged.get(code)) for code in codes]
        caption = _("Share positive, and the difference in percentage points")
        made.append(_table(caption, [_people_row(found, codes), *rows]))
    if WITHDRAWN in found.shares:
        people = _people_row(found, [WITHDRAWN])
        made.append(_table(_("Cases with an outcome"), [people, *_outcome_rows(found)]))
    return made


def _outcome_rows(found: SupportFigures) -> Iterator[SupportRow]:
    gap = found.gaps.get(WITHDRAWN)
    judged = judgement.judge({WITHDRAWN: gap.held})[WITHDRAWN] if gap else None
    label = _("Outcome 16: a suspect is named, the victim does not support action")
    yield _row(found, WITHDRAWN, label, judged)


def _table(caption: str, rows: Sequence[SupportRow]) -> SupportTable:
    return SupportTable(
        caption=caption, levels=[str(each) for each in LEVEL_NAMES.values()], rows=rows
    )


def _row(found: SupportFigures, code: str, label: str, judged: Judged | None) -> SupportRow:
    by_level, gap = found.shares[code], found.gaps.get(code)
    return SupportRow(
        label=label,
        shares=[_share(by_level.get(level)) for level in LEVEL_NAMES],
        **_difference(gap, judged),
    )


def _share(of: SupportShare | None) -> str:
    if of is None:
        return HIDDEN
    interval = formatting.format_interval(
        of.interval.lower, of.interval.upper, language=words.language()
    )
    return f"{words.percent(of.share)} ({interval})"


def _people_row(found: SupportFigures, codes: Sequence[str]) -> SupportRow:
    shown = [found.shares[code] for code in codes]
    most = [
        max((by_level[level].people for by_level in shown if level in by_level), default=0)
        for level in LEVEL_NAMES
    ]
    return SupportRow(
        label=_("People at most, in tens"),
        shares=[words.number(people) if people else HIDDEN for people in most],
        raw="", held="", interval="", verdict="",
    )  # fmt: skip


def _difference(gap: SupportGap | None, judged: Judged | None) -> dict[str, str]:
    if gap is None or judged is None:
        return {"raw": NOTHING, "held": NOTHING, "interval": NOTHING,
                "verdict": _("too few to compare")}  # fmt: skip
    return {
        "raw": gap_presenters.points(gap.raw),
        "held": gap_presenters.points(gap.held.value),
        "interval": gap_presenters.interval_words(judged.difference),
        "verdict": gap_presenters.verdict(judged),
    }
