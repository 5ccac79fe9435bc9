"""Staff text about open answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.presenters import force_name
from responses.open_link.counting import ItemShare, TooFew
from responses.open_link.selectors import Month, OpenCounts
from survey.definition.types import Question
from survey.forms.question_wording import question_words
from ui.formatting import format_month, format_number, format_quarter, format_share

MARK = "[u, s]"
"""Shown with every share: unweighted, self-selected."""


@dataclass(frozen=True)
class MonthRow:
    month: str
    count: str
    note: str


@dataclass(frozen=True)
class ShareRow:
    question: str
    share: str
    base: str


@dataclass(frozen=True)
class OpenWords:
    months: Sequence[MonthRow]
    forces: Sequence[tuple[str, str]]
    others: str
    quarter: str
    shares: Sequence[ShareRow]


def open_words(counts: OpenCounts) -> OpenWords:
    language = get_language() or "en"
    return OpenWords(
        months=[_month(each) for each in counts.months],
        forces=[(force_name(force, language), _count(n)) for force, n in counts.forces],
        others=_count(counts.others),
        quarter=format_quarter(counts.quarter, language=language),
        shares=[_share(question, share) for question, share in counts.shares],
    )


def _month(month: Month) -> MonthRow:
    crowded = _("More than a third came on one day. Somebody may have sent many.")
    return MonthRow(
        month=format_month(month.first, language=get_language() or "en"),
        count=_count(month.count),
        note=crowded if month.is_crowded else "",
    )


def _count(count: int | TooFew) -> str:
    if isinstance(count, TooFew):
        return _("fewer than 10, or none")
    return format_number(count, language=get_language() or "en")


def _share(question: Question, share: ItemShare) -> ShareRow:
    language = get_language() or "en"
    legend = question_words(question, language=language).legend
    if isinstance(share, TooFew):
        return ShareRow(legend, _("fewer than 30 people answered"), "")
    about = _("about %(share)s %(mark)s") % {
        "share": format_share(share.positive, language=language), "mark": MARK,
    }  # fmt: skip
    base = _("%(count)s or a few more") % {"count": format_number(share.base, language=language)}
    return ShareRow(legend, about, base)
