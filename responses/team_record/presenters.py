from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.presenters import force_name
from responses.team_record.selectors import LEAST_TOLD, DeskRecord, DeskRecords, InTime
from responses.triage.rule_recall import ENOUGH_TWICE, TextsJudged, recall_of
from responses.triage.selectors.desks import NATIONAL, Desk
from ui.formatting import format_interval, format_share, format_short_day
from ui.languages import OWN_NAMES


@dataclass(frozen=True)
class DeskRecordRow:
    name: str
    weeks: Sequence[str]
    in_all: str
    followed_up: str


@dataclass(frozen=True)
class DeskRecordPage:
    weeks: Sequence[str]
    rows: Sequence[DeskRecordRow]
    languages: Sequence[tuple[str, str, str]]
    """Language, how many were read twice, and the share that the rules find."""


def record_page(record: DeskRecords) -> DeskRecordPage:
    language = get_language() or "en"
    names = {
        Desk(force.code): force_name(force, language) for force in access_selectors.known_forces()
    } | {NATIONAL: _("The national desk")}
    return DeskRecordPage(
        weeks=[format_short_day(week, language=language) for week in record.weeks],
        rows=[_row(each, names[each.desk]) for each in record.desks],
        languages=[
            (OWN_NAMES.get(code, code), _twice(judged), recall_words(judged))
            for code, judged in record.languages.items()
        ],
    )


def recall_words(judged: TextsJudged) -> str:
    recall = recall_of(judged)
    if recall is None:
        return _("not known")
    language = get_language() or "en"
    return _("%(share)s (95 %% interval: %(interval)s)") % {
        "share": format_share(recall.share, language=language),
        "interval": format_interval(recall.low, recall.high, language=language),
    }


def _twice(judged: TextsJudged) -> str:
    if judged.twice < LEAST_TOLD:
        return _("fewer than %(least)s") % {"least": LEAST_TOLD}
    if judged.twice < ENOUGH_TWICE:
        return _("%(count)s of the %(needed)s needed") % {
            "count": judged.twice, "needed": ENOUGH_TWICE
        }  # fmt: skip
    return str(judged.twice)


def _row(record: DeskRecord, name: str) -> DeskRecordRow:
    return DeskRecordRow(
        name=name,
        weeks=[in_time_words(each) for each in record.weeks],
        in_all=in_time_words(record.in_all),
        followed_up=in_time_words(record.followed_up),
    )


def in_time_words(counted: InTime | None) -> str:
    if counted is None:
        return _("not told")
    if not counted.of:
        return "–"
    return _("%(in_time)s of %(of)s") % {"in_time": counted.in_time, "of": counted.of}
