from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from config.demo import facts, nation
from config.demo.nation import ForceHistory
from config.demo.plan import Plan
from config.demo.seeding import columns, second_process
from config.demo.seeding.second_process import SecondProcess
from responses.imports import columns as case_columns
from responses.imports.columns import History, HistoryRow, NewCases

Row = TypeVar("Row")
CASES_AT_ONCE = 2_000
EVENTS_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True)
class LoadableForce:
    """Case ids of its history are places in its cases."""

    force: str
    cases: Sequence[NewCases]
    history: Sequence[History]


@contextmanager
def start_generation(plan: Plan, *, is_worth_it: bool) -> Iterator[SecondProcess | None]:
    """None where a second process is not worth its start. `all_forces` reads its output."""
    with second_process.start_process(is_worth_it=is_worth_it) as other:
        if other:
            other.begin(f"{__name__}.{forces_left.__name__}", plan, other.folder)
            if not plan.is_full_size:
                other.begin(f"{second_process.__name__}.{second_process.get_ready.__name__}")
        yield other


def all_forces(plan: Plan, other: SecondProcess | None) -> Iterator[LoadableForce]:
    """Each force once, in order; this process makes one whenever none is ready."""
    if other is None:
        yield from forces(plan)
        return
    ready: dict[str, LoadableForce] = {}
    ours, theirs = forces_left(plan, other.folder), other.finish()
    for code in force_codes():
        while code not in ready:
            made = next(theirs, None) if other.has_value() else None
            # Only while the other makes the last force.
            made = made or next(ours, None) or next(theirs)
            ready[made.force] = made
        yield ready.pop(code)
    yield from theirs


def forces_left(plan: Plan, folder: Path) -> Iterator[LoadableForce]:
    """A file in `folder` marks what another process has begun."""
    for code in force_codes():
        try:
            (folder / code).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from forces(plan, [code])


def force_codes() -> Sequence[str]:
    return tuple(facts.load().forces)


def forces(plan: Plan, only: Sequence[str] = ()) -> Iterator[LoadableForce]:
    if plan.is_full_size:
        for survey in nation.surveys(plan, only=only):
            yield LoadableForce(
                force=survey.of.cases.force,
                cases=list(columns.make_cases(survey.of.cases)),
                history=[columns.make_history(survey, longer_from=plan.longer_from)],
            )
        return
    for history in nation.forces(plan, only=only):
        rows = history_rows(history, case_ids=range(len(history.rows)))
        yield LoadableForce(
            force=history.force,
            cases=[case_columns.new_cases(each) for each in _batches(history.rows, CASES_AT_ONCE)],
            history=[case_columns.history(each) for each in _batches(rows, EVENTS_AT_ONCE)],
        )


def history_rows(history: ForceHistory, *, case_ids: Sequence[int]) -> list[HistoryRow]:
    """`case_ids` by place."""
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
