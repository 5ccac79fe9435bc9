"""The nation as whoever loads it needs it: in columns that are ready to be written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from config.demo import facts, nation
from config.demo.nation import ForceHistory
from config.demo.plan import Plan
from config.demo.seeding import second_process
from config.demo.seeding.second_process import SecondProcess
from responses.imports import columns
from responses.imports.columns import History, HistoryRow, NewCases

Row = TypeVar("Row")
CASES_AT_ONCE = 2_000
EVENTS_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True)
class LoadableForce:
    """One force. A case id of its history is still the place of the case."""

    force: str
    cases: Sequence[NewCases]
    history: Sequence[History]


@contextmanager
def begun(plan: Plan, *, is_worth_it: bool) -> Iterator[SecondProcess | None]:
    """A second process that makes the nation, and then gets ready for its figures; None where it
    is not worth its start. `all_forces` reads what it makes."""
    with second_process.begun(is_worth_it=is_worth_it) as other:
        if other:
            other.begin(f"{__name__}.{forces_left.__name__}", plan, other.folder)
            other.begin(f"{second_process.__name__}.{second_process.get_ready.__name__}")
        yield other


def all_forces(plan: Plan, other: SecondProcess | None) -> Iterator[LoadableForce]:
    """Each force once, in the same order whoever makes it: the other process as many as it can, and
    this one another whenever none of those is ready."""
    if other is None:
        yield from forces(plan)
        return
    ready: dict[str, LoadableForce] = {}
    ours, theirs = forces_left(plan, other.folder), other.finish()
    for code in force_codes():
        while code not in ready:
            made = _made(ours, theirs, other)
            ready[made.force] = made
        yield ready.pop(code)
    yield from theirs


def _made(
    ours: Iterator[LoadableForce], theirs: Iterator[LoadableForce], other: SecondProcess
) -> LoadableForce:
    """One more. Waits only where the other process is at the last."""
    has_come = next(theirs, None) if other.has_value() else None
    return has_come or next(ours, None) or next(theirs)


def forces_left(plan: Plan, folder: Path) -> Iterator[LoadableForce]:
    """The next that nobody has begun; whoever begins one leaves its name in the folder."""
    for code in force_codes():
        try:
            (folder / code).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from forces(plan, [code])


def force_codes() -> Sequence[str]:
    return tuple(facts.load().forces)


def forces(plan: Plan, only: Sequence[str] = ()) -> Iterator[LoadableForce]:
    for history in nation.forces(plan, only=only):
        rows = history_rows(history, case_ids=range(len(history.rows)))
        yield LoadableForce(
            force=history.force,
            cases=[columns.new_cases(batch) for batch in _batches(history.rows, CASES_AT_ONCE)],
            history=[columns.history(batch) for batch in _batches(rows, EVENTS_AT_ONCE)],
        )


def history_rows(history: ForceHistory, *, case_ids: Sequence[int]) -> list[HistoryRow]:
    """`case_ids` has the id of each case by its place."""
    return [
        HistoryRow(
            case_id=case_ids[asked.at],
            survey_stage=asked.survey_stage,
            on=asked.on,
            decision=asked.decision,
            selection_probability=asked.selection_probability,
            needs_word_or_code=asked.needs_word_or_code,
            telephone_chance=asked.telephone_chance,
            language=history.rows[asked.at].language,
            **(vars(reply) if (reply := history.replies.get(place)) else {}),
        )
        for place, asked in enumerate(history.asked)
    ]


def _batches(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    yield from (rows[start : start + size] for start in range(0, len(rows), size))
