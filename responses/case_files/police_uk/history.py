from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from responses.case_files.case import CaseStage, EventKind, EventRow
from responses.case_files.reference_lists import PoliceUkWording, police_uk_order

PROGRESS: Mapping[CaseStage | None, int] = MappingProxyType(
    {
        None: 0,
        CaseStage.REPORT: 0,
        CaseStage.INVESTIGATION: 1,
        CaseStage.REOPENED: 1,
        CaseStage.NFA_POLICE: 2,
        CaseStage.OUT_OF_COURT: 3,
        CaseStage.CHARGED: 4,
        CaseStage.COURT_PRETRIAL: 5,
        CaseStage.COURT_CONCLUDED: 6,
        CaseStage.SENTENCED: 7,
    }
)
NO_OUTCOME_YET = "0"


@dataclass(frozen=True)
class FiledWording:
    """One wording that was filed for a month."""

    month: date
    wording: PoliceUkWording
    as_filed: str


@dataclass(frozen=True)
class CaseState:
    stage: CaseStage
    stage_on: date
    outcome_codes: tuple[str, ...]
    outcome_on: date | None
    events: tuple[EventRow, ...]


def case_state(filed: Iterable[FiledWording], *, reported_on: date) -> CaseState:
    """In any order."""
    ordered = sorted(filed, key=_order)
    events = [_event(one, reported_on=reported_on) for one in ordered]
    stages = list(_stages(ordered, reported_on=reported_on))
    codes, outcome_on = _outcome(ordered)
    last = stages[-1] if stages else None
    return CaseState(
        stage=CaseStage(last.codes[0]) if last else CaseStage.REPORT,
        stage_on=last.on if last else reported_on,
        outcome_codes=codes,
        outcome_on=outcome_on,
        events=tuple(sorted([*events, *stages], key=lambda event: event.on)),
    )


def _order(one: FiledWording) -> tuple[date, int, int, str]:
    place = police_uk_order()[one.wording.text]
    return (one.month, PROGRESS[one.wording.state], place, one.as_filed)


def _event(one: FiledWording, *, reported_on: date) -> EventRow:
    return EventRow(
        kind=one.wording.kind,
        codes=one.wording.codes,
        on=one.month,
        source_wording=one.as_filed,
        is_before_report=one.month < reported_on,
    )


def _stages(ordered: Sequence[FiledWording], *, reported_on: date) -> Iterator[EventRow]:
    state: CaseStage | None = None
    for one in ordered:
        after = _after(state, one.wording.state)
        if after != state and after is not None:
            state = after
            yield EventRow(
                kind=EventKind.STAGE,
                codes=(state.value,),
                on=one.month,
                is_before_report=one.month < reported_on,
            )


def _after(state: CaseStage | None, filed: CaseStage | None) -> CaseStage | None:
    if filed is CaseStage.INVESTIGATION and PROGRESS[state] > PROGRESS[filed]:
        return CaseStage.REOPENED
    return filed if PROGRESS[filed] > PROGRESS[state] else state


def _outcome(ordered: Sequence[FiledWording]) -> tuple[tuple[str, ...], date | None]:
    """The latest of several equally far."""
    furthest = 0
    codes: tuple[str, ...] = ()
    on: date | None = None
    for one in ordered:
        is_outcome = one.wording.kind is EventKind.OUTCOME
        named = one.wording.codes if is_outcome else (one.wording.implies,)
        state = one.wording.state if is_outcome else CaseStage.CHARGED
        is_charge_known = not is_outcome and furthest == PROGRESS[CaseStage.CHARGED]
        if not any(named) or NO_OUTCOME_YET in named or is_charge_known:
            continue
        if PROGRESS[state] >= furthest:
            furthest, codes, on = PROGRESS[state], named, one.month
    return codes, on
