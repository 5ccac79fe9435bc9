from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from access.background.failures import FailedTask
from access.destruction.presenters import StoppedRow, stopped_row
from access.models import DestructionRun
from ui.formatting import format_moment


@dataclass(frozen=True)
class WorkRow:
    number: int
    task: str
    fault: str
    failed: str
    state: str
    is_given_up: bool


@dataclass(frozen=True)
class WorkWords:
    lead: str
    journal: str
    """Advice while the contact journal is incomplete; otherwise empty."""
    rows: tuple[WorkRow, ...]
    stopped: tuple[StoppedRow, ...]


def work_words(
    found: Sequence[FailedTask],
    *,
    stopped: Sequence[DestructionRun] = (),
    reader_id: int | None = None,
    journal_behind_since: datetime | None = None,
) -> WorkWords:
    waiting = given_up_words(sum(task.is_given_up for task in found))
    return WorkWords(
        lead=waiting or _("No background task was given up."),
        journal=_journal(journal_behind_since),
        rows=tuple(_work_row(task) for task in found),
        stopped=tuple(stopped_row(run, reader_id=reader_id) for run in stopped),
    )


def _journal(behind_since: datetime | None) -> str:
    if behind_since is None:
        return ""
    return _(
        "Since %(moment)s the contact journal could not be written. Opt-outs have taken effect all "
        "the same, and are written to it as soon as it can be reached; nothing is sent until then."
    ) % {"moment": _moment(behind_since)}


def given_up_words(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s background task was given up and waits for you.",
        "%(count)s background tasks were given up and wait for you.",
        count,
    ) % {"count": count}


def _work_row(task: FailedTask) -> WorkRow:
    return WorkRow(
        number=task.number,
        task=task.task,
        fault=task.fault,
        failed=_moment(task.failed_at),
        state=_work_state(task),
        is_given_up=task.is_given_up,
    )


def _work_state(task: FailedTask) -> str:
    tries = ngettext("%(count)s try", "%(count)s tries", task.failures) % {"count": task.failures}
    if task.is_given_up:
        return _("Given up after %(tries)s") % {"tries": tries}
    if task.next_at is None:
        return _("Failed after %(tries)s") % {"tries": tries}
    return _("Tried again by itself on %(moment)s, after %(tries)s") % {
        "moment": _moment(task.next_at),
        "tries": tries,
    }


def _moment(at: datetime) -> str:
    return format_moment(at, language=get_language() or "en")
