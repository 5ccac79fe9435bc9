from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from access.destruction.rules import BrakeReason
from access.models import DestructionRun
from ui.formatting import format_moment, format_number


@dataclass(frozen=True)
class TableRow:
    label: str
    due: str
    expected: str


@dataclass(frozen=True)
class StoppedRow:
    number: int
    task: str
    when: str
    reasons: Sequence[str]
    tables: Sequence[TableRow]
    state: str
    may_ask: bool
    may_confirm: bool


def stopped_row(run: DestructionRun, *, reader_id: int | None) -> StoppedRow:
    return StoppedRow(
        number=run.pk,
        task=run.task,
        when=_("It stopped on %(moment)s.") % {"moment": _moment(run.at)},
        reasons=reasons_of(run),
        tables=[_table(run, table) for table in sorted(run.due)],
        state=_state(run),
        may_ask=run.asked_at is None,
        may_confirm=run.asked_at is not None
        and run.confirmed_at is None
        and run.asked_by_id != reader_id,
    )


def stopped_words(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s task stopped before it destroyed old data, and waits for two people.",
        "%(count)s tasks stopped before they destroyed old data, and wait for two people.",
        count,
    ) % {"count": count}


def reasons_of(run: DestructionRun) -> list[str]:
    words = {
        BrakeReason.CLOCK_MOVED: _(
            "The machine’s clock says %(now)s. When it ran last, it said %(before)s."
        ),
        BrakeReason.CLOCKS_DIFFER: _(
            "The machine’s clock says %(now)s, and the database’s says %(database)s."
        ),
        BrakeReason.MORE_THAN_EXPECTED: _(
            "It would destroy far more than the run before expected."
        ),
        BrakeReason.NOTHING_EXPECTED: _(
            "No run before has said what to expect, and it would destroy much."
        ),
    }
    moments = {
        "now": _moment(run.at),
        "before": _moment(run.last_at) if run.last_at else "–",
        "database": _moment(run.database_at),
    }
    return [words[BrakeReason(reason)] % moments for reason in run.reasons]


def _table(run: DestructionRun, table: str) -> TableRow:
    expected = "–" if run.expected is None else _number(run.expected.get(table, 0))
    return TableRow(label=table, due=_number(run.due[table]), expected=expected)


def _state(run: DestructionRun) -> str:
    if run.confirmed_at is not None:
        return _("%(asked)s asked and %(confirmed)s confirmed. It goes on within a minute.") % {
            "asked": run.asked_by,
            "confirmed": run.confirmed_by,
        }
    if run.asked_at is not None:
        return _("%(name)s asks for it to go on. Another person must confirm.") % {
            "name": run.asked_by
        }
    return _("Nobody has asked for it to go on.")


def _number(count: int) -> str:
    return format_number(count, language=_language())


def _moment(at: datetime) -> str:
    return format_moment(at, language=_language())


def _language() -> str:
    return get_language() or "en"
