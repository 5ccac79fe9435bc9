"""Contacts held for longer than promised (decisions 10 and 28)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate, make_aware

from access.destruction import bulk_delete
from responses.models import (
    Case,
    CaseEvent,
    CodeAttempt,
    ExclusionRuling,
    Import,
    Invitation,
    LoadedForce,
    OutboxMessage,
)
from responses.models.contacts import Contact
from responses.sms.delivery_states import UNSENT

BATCH = 2_000
PROMISED = timedelta(days=28 + 90)
"""A wave closes 28 days after its last sending, and the contact goes 90 days later."""

GRACE = timedelta(days=2)
"""A decision comes within a day of what it is about, and what is due is destroyed within a day."""

LAST_DAY = {
    "COURT_PRETRIAL": ("ST4", 90),
    "COURT_TRIAL": ("ST4", 90),
    "COURT_CONCLUDED": ("ST5", 56),
    "SENTENCED": ("ST6", 182),
    "CUSTODY_SERVING": ("ST6", 182),
}
"""State of a case to its stage, and to the last day after it on which that is asked about
(docs/rules.md)."""

OPEN_STATES = frozenset({"INVESTIGATION", "CPS_ADVICE", "REOPENED"})
OUTCOME_STATES = frozenset({"NFA_POLICE", "NFA_CPS", "OUT_OF_COURT", "CHARGED"})
REPORT_DAYS = 42
OUTCOME_DAYS = 42
OPEN_FROM_DAYS, OPEN_FOR_DAYS = 90, 90

Wave = tuple[str, int, int]


@dataclass(frozen=True)
class _Promises:
    last_sendings: Mapping[Wave, datetime]
    undone: Mapping[str, datetime]


def overdue_contacts(at: datetime, *, grace: timedelta = GRACE) -> Iterator[int]:
    last: dict[Wave, datetime] = {}
    invitations = Invitation.objects.values_list("stage_event__survey_stage", "invited_at")
    for stage, invited_at in invitations.iterator():
        wave = _wave(stage, invited_at)
        last[wave] = max(invited_at, last.get(wave, invited_at))
    promises = _Promises(last, _last_undone())
    for case_ids in bulk_delete.key_batches(Contact.objects.all(), key="case_id", size=BATCH):
        for case_id, until in _held_until(case_ids, promises).items():
            if until is not None and until + PROMISED + grace < at:
                yield case_id


def _held_until(case_ids: Sequence[int], promises: _Promises) -> Mapping[int, datetime | None]:
    """From when the promised time counts, by case; None while a message waits."""
    cases = list(
        Case.objects.filter(pk__in=case_ids).values(
            "pk", "force_id", "reported_on", "last_import__loaded_at"
        )
    )
    asked = _asked_events(case_ids)
    ends = {case["pk"]: [*_ends_of_case(case, promises)] for case in cases}
    for case_id, stage, on, last_day in _last_days(cases):
        if (case_id, stage, on) not in asked:
            ends[case_id].append(_end_of(last_day))
    for case_id, end in (*_moments_of_people(case_ids), *_waves(case_ids, promises)):
        ends[case_id].append(end)
    unsent = OutboxMessage.objects.filter(
        state__in=UNSENT, invitation__stage_event__case_id__in=case_ids
    )
    waiting = frozenset(unsent.values_list("invitation__stage_event__case_id", flat=True))
    return {case_id: None if case_id in waiting else max(ends[case_id]) for case_id in ends}


def _ends_of_case(case: Mapping[str, Any], promises: _Promises) -> Iterator[datetime]:
    yield case["last_import__loaded_at"]
    undone_at = promises.undone.get(case["force_id"])
    if undone_at is not None:
        yield undone_at


def _asked_events(case_ids: Sequence[int]) -> frozenset[tuple[int, str, date]]:
    asked = Invitation.objects.filter(stage_event__case_id__in=case_ids).values_list(
        "stage_event__case_id", "stage_event__survey_stage", "stage_event__on"
    )
    return frozenset((case_id, stage[:3], on) for case_id, stage, on in asked)


def _last_days(cases: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, str, date, date]]:
    reported = {case["pk"]: case["reported_on"] for case in cases}
    for case_id, on in reported.items():
        yield case_id, "ST1", on, on + timedelta(days=REPORT_DAYS)
    for event in CaseEvent.objects.filter(case_id__in=list(reported)).values():
        case_id = event["case_id"]
        for stage, on, last_day in _last_day(event, reported[case_id]):
            yield case_id, stage, on, last_day


def _last_day(event: Mapping[str, Any], reported_on: date) -> Iterator[tuple[str, date, date]]:
    state, on = event["codes"][0] if event["codes"] else "", event["on"]
    if event["kind"] == "outcome" or state in OUTCOME_STATES:
        if event["told_on"] is not None:
            yield "ST3", on, event["told_on"] + timedelta(days=OUTCOME_DAYS)
        else:
            untold_on = on + timedelta(days=OUTCOME_DAYS)
            yield "ST2", untold_on, _last_open_day(untold_on, reported_on)
    elif state in OPEN_STATES:
        yield "ST2", on, _last_open_day(on, reported_on)
    elif state in LAST_DAY:
        stage, days = LAST_DAY[state]
        yield stage, on, on + timedelta(days=days)


def _last_open_day(on: date, reported_on: date) -> date:
    opens = max(on, reported_on + timedelta(days=OPEN_FROM_DAYS))
    return opens + timedelta(days=OPEN_FOR_DAYS)


def _moments_of_people(case_ids: Sequence[int]) -> Iterator[tuple[int, datetime]]:
    yield from ExclusionRuling.objects.filter(case_id__in=case_ids).values_list(
        "case_id", "ruled_at"
    )
    agreed = Contact.objects.filter(case_id__in=case_ids)
    for case_id, on in agreed.values_list("case_id", "safe_confirmed_on"):
        if on is not None:
            yield case_id, _end_of(on)


def _waves(case_ids: Sequence[int], promises: _Promises) -> Iterator[tuple[int, datetime]]:
    invitations = Invitation.objects.filter(stage_event__case_id__in=case_ids)
    for case_id, stage, invited_at in invitations.values_list(
        "stage_event__case_id", "stage_event__survey_stage", "invited_at"
    ):
        yield case_id, promises.last_sendings[_wave(stage, invited_at)]
    drawn = CodeAttempt.objects.filter(invitation__stage_event__case_id__in=case_ids)
    yield from drawn.values_list("invitation__stage_event__case_id", "drawn_at")


def _wave(stage: str, invited_at: datetime) -> Wave:
    day = localdate(invited_at)
    return stage, day.year, day.month


def _last_undone() -> Mapping[str, datetime]:
    undone = Import.objects.filter(undone_at__isnull=False)
    forces = LoadedForce.objects.filter(import_batch__in=undone).values("force")
    return dict(forces.annotate(last=Max("import_batch__undone_at")).values_list("force", "last"))


def _end_of(day: date) -> datetime:
    return make_aware(datetime.combine(day + timedelta(days=1), time.min))
