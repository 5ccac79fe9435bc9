from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.answer_store import folder, selectors
from analytics.answer_store.layout import NOT_COUNTED, Weighed
from analytics.cube import cells, ledger_entries, meanings
from analytics.models import AnswerFile, QuarterState, WeightRun
from responses import extract
from responses.extract_rows import FrameRow


class RewriteReason(StrEnum):
    CLOSED = "closed"
    CORRECTED = "corrected"
    BROKEN = "broken"
    """The file is missing or altered."""
    TAKEN_OUT = "taken_out"
    """An answer in it was withdrawn, or deleted with its case."""
    MOVED = "moved"
    """Other answers now count, such as restored ones."""


@dataclass(kw_only=True)
class _Quarter:
    store: Path
    state: QuarterState
    standing: Mapping[str, Set[int]]
    _frame: dict[str, list[FrameRow]] | None = field(default=None)

    @property
    def place(self) -> Path:
        return self.store / self.state.period

    def frame_of(self, force: str) -> list[FrameRow]:
        if self._frame is None:
            self._frame = {}
            for row in extract.frame_counts(self.state.period):
                self._frame.setdefault(row.force, []).append(row)
        return self._frame.get(force, [])


def keep_files(*, period: str, by: Actor, at: datetime) -> Mapping[str, RewriteReason]:
    """For each force of a closed quarter: answers behind its figures and those received by closing,
    less withdrawn. Returns by force why a file was written."""
    store = folder.store()
    state = QuarterState.objects.filter(period=period).first()
    if store is None or state is None or state.closed_on is None:
        return {}
    standing = extract.standing_ids(period, completed_to=state.closed_on)
    quarter = _Quarter(store=store, state=state, standing=standing)
    kept = selectors.files_of(period)
    found = {}
    for force in sorted(quarter.standing.keys() | kept.keys()):
        reason = _keep(quarter, force, kept.get(force), by=by, at=at)
        if reason is not None:
            found[force] = reason
    return found


def _keep(
    quarter: _Quarter, force: str, kept: AnswerFile | None, *, by: Actor, at: datetime
) -> RewriteReason | None:
    standing = quarter.standing.get(force, frozenset())
    if kept is not None and not standing:
        kept.delete()
        _destroy_others(quarter, force, but="")
        return RewriteReason.TAKEN_OUT
    reason = _reason(quarter, kept, standing)
    if reason is RewriteReason.TAKEN_OUT and kept is not None:
        weighed = [one for one in _in_file(quarter, kept) if one[0].response_id in standing]
    elif reason is not None:
        weighed = list(_from_database(quarter, force))
    if reason is not None:
        kept = _replace(quarter, force, weighed, reason=reason, by=by, at=at)
    _destroy_others(quarter, force, but=kept.name if kept else "")
    return reason


def _reason(quarter: _Quarter, kept: AnswerFile | None, standing: Set[int]) -> RewriteReason | None:
    from analytics.answer_store import files

    if kept is None:
        return RewriteReason.CLOSED
    if not selectors.is_whole(kept, quarter.place / kept.name):
        return RewriteReason.BROKEN
    if kept.corrected_on != quarter.state.corrected_on:
        return RewriteReason.CORRECTED
    ids = files.ids_of(quarter.place / kept.name)
    if len(standing - ids) != kept.unusable:
        return RewriteReason.MOVED
    return RewriteReason.TAKEN_OUT if ids - standing else None


def _in_file(quarter: _Quarter, kept: AnswerFile) -> Iterator[Weighed]:
    from analytics.answer_store import files

    return files.read_rows([quarter.place / kept.name])


def _from_database(quarter: _Quarter, force: str) -> Iterator[Weighed]:
    from analytics.weighting import force_weights

    period, closed_on = quarter.state.period, quarter.state.closed_on
    rows = list(extract.answer_rows(period=period, force=force, completed_to=closed_on))
    runs = WeightRun.objects.filter(period=period, force=force)
    counted: frozenset[int] = frozenset(*runs.values_list("counted", flat=True)[:1])
    inside = [row for row in ledger_entries.countable(rows) if row.response_id in counted]
    weights, _runs = force_weights.weigh_forces(
        inside, quarter.frame_of(force), meanings=meanings.meanings()
    )
    units = {
        row.response_id: cells.weight_in_units(weight)
        for row, weight in zip(inside, weights, strict=True)
    }
    return ((row, units.get(row.response_id, NOT_COUNTED)) for row in rows)


def _replace(
    quarter: _Quarter,
    force: str,
    weighed: list[Weighed],
    *,
    reason: RewriteReason,
    by: Actor,
    at: datetime,
) -> AnswerFile:
    from analytics.answer_store import files

    answers = sum(len(row.answers) for row, _ in weighed)
    name, checksum = folder.write(
        quarter.place, force=force, by=lambda path: files.write(path, weighed)
    )
    with transaction.atomic():
        row, _is_new = AnswerFile.objects.update_or_create(
            period=quarter.state.period,
            force_id=force,
            defaults={
                "name": name, "checksum": checksum, "rows": len(weighed), "answers": answers,
                "corrected_on": quarter.state.corrected_on,
                "unusable": len(quarter.standing[force]) - len(weighed),
            },
        )  # fmt: skip
        audit.record(
            AuditKind.ANSWERS_KEPT, target=row, by=by, at=at, period=row.period, force=force,
            rows=row.rows, why=reason.value,
        )  # fmt: skip
    return row


def _destroy_others(quarter: _Quarter, force: str, *, but: str) -> None:
    for path in folder.others(quarter.place, force=force, but=but):
        path.unlink(missing_ok=True)
