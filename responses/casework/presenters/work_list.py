from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from access.presenters import force_name
from responses.casework.forms.cases import NEEDS
from responses.casework.selectors.work_list import (
    MOST_SHOWN,
    NOBODY,
    StaffNeed,
    WorkList,
    WorkListRow,
)
from ui.formatting import format_date, format_number


@dataclass(frozen=True)
class RowWords:
    case_id: int
    case_key: str
    force: str
    need: str
    until: str
    holders: str


@dataclass(frozen=True)
class WorkListWords:
    lead: str
    counts: Sequence[tuple[str, str]]
    """Each need, with its number of cases."""
    holders: Sequence[tuple[str, str]]
    rows: Sequence[RowWords]
    more: str
    """That there are more than are shown; empty where there are not."""


def work_list_words(found: WorkList, *, is_filtered: bool) -> WorkListWords:
    language = get_language() or "en"
    waiting = found.needs[StaffNeed.WORD] + found.needs[StaffNeed.CODE]
    return WorkListWords(
        lead=_lead(waiting, is_filtered=is_filtered),
        counts=[(str(NEEDS[need]), format_number(n)) for need, n in found.needs.items()],
        holders=[(_holder(name), format_number(n)) for name, n in found.holders.items()],
        rows=[_row(row, language) for row in found.rows],
        more=_more(found, shown=len(found.rows)),
    )


def _lead(waiting: int, *, is_filtered: bool) -> str:
    if not waiting and is_filtered:
        return _("No cases match this filter.")
    if not waiting:
        return _("No cases need safe contact to be agreed.")
    return ngettext(
        "You need to agree safe contact with %(count)s victim before we can survey them.",
        "You need to agree safe contact with %(count)s victims before we can survey them.",
        waiting,
    ) % {"count": format_number(waiting)}


def _row(row: WorkListRow, language: str) -> RowWords:
    return RowWords(
        case_id=row.case.pk,
        case_key=row.case.case_key,
        force=force_name(row.case.force, language),
        need=str(NEEDS[row.need]),
        until=format_date(row.until, language=language),
        holders=", ".join(row.holders) or _("No service"),
    )


def _holder(name: str) -> str:
    return _("No service") if name == NOBODY else name


def _more(found: WorkList, *, shown: int) -> str:
    if shown < MOST_SHOWN:
        return ""
    return _("The %(count)s whose time ends first are shown.") % {"count": shown}
