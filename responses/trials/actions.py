"""Proposed by one person, confirmed by another; places drawn with the invitation; closed by rule or
person."""

import random
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit, process_cache
from access.actor import Actor
from access.approval.decisions import RequestDecidedError, approve_request, request_approval
from access.audit import AuditKind
from responses.models import Invitation, Trial, TrialPlace
from responses.trials import rules, selectors
from responses.trials.rules import ArmPlan, TrialKind, TrialOutcome
from responses.trials.selectors import Wordings

CHANCE = random.SystemRandom()
FULL, LAST_DAY_OVER, HARMFUL = "full", "last_day", "harmful"
"""Reasons for automatic closing. A person's own words are stored instead when a person closes a
trial."""


class TrialError(Exception):
    pass


class OtherTrialError(TrialError):
    pass


class NoNewWordingsError(TrialError):
    """Only drawn questions may differ, in words."""


class OutcomeError(TrialError):
    pass


@transaction.atomic
def propose(
    *,
    kind: TrialKind,
    arms: Collection[str],
    outcome: TrialOutcome,
    why: str,
    planned_each: int,
    first_day: date,
    last_day: date,
    by: Actor,
    at: datetime,
) -> Trial:
    """Raises TrialError or NotAPersonError."""
    if selectors.is_other_under_way(kind, first_day=first_day, last_day=last_day):
        raise OtherTrialError
    wordings = _wordings(kind, outcome, today=localdate(at))
    return request_approval(
        Trial,
        AuditKind.TRIAL_PROPOSED,
        by=by,
        at=at,
        kind=kind,
        arms={arm.code: arm.chance for arm in rules.chances(kind, list(arms))},
        outcome=outcome,
        why=why,
        planned_each=planned_each,
        first_day=first_day,
        last_day=last_day,
        usual_version=wordings.usual,
        new_version=wordings.new,
    )


def _wordings(kind: TrialKind, outcome: TrialOutcome, *, today: date) -> Wordings:
    if outcome not in rules.OUTCOMES[kind]:
        raise OutcomeError
    if kind is not TrialKind.WORDINGS:
        return Wordings(None, None)
    found = selectors.wordings_to_compare(today=today)
    if found is None:
        raise NoNewWordingsError
    return found


@transaction.atomic
def confirm(*, trial_id: int, by: Actor, at: datetime) -> None:
    """Places people from its first day. Raises ApprovalError."""
    approve_request(Trial(pk=trial_id), AuditKind.TRIAL_CONFIRMED, by=by, at=at)
    process_cache.clear()


@transaction.atomic
def close(*, trial_id: int, because: str, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError."""
    open_trials = Trial.objects.select_for_update().filter(closed_at__isnull=True)
    trial = open_trials.filter(pk=trial_id).first()
    if trial is None:
        raise RequestDecidedError
    _close(trial, because=because, by=by, at=at)


@transaction.atomic
def watch(*, by: Actor, at: datetime) -> None:
    """Full, over, or one arm drives people away. Keeps results once the last link is over."""
    for trial in selectors.unclosed():
        if because := _why_to_close(trial, today=localdate(at)):
            _close(trial, because=because, by=by, at=at)
    for trial in selectors.without_result():
        known_from = selectors.is_known_from(trial)
        if known_from is not None and at >= known_from:
            trial.result = {arm: asdict(n) for arm, n in selectors.counts(trial).items()}
            trial.save(update_fields=["result"])
            _record(AuditKind.TRIAL_RESULT_KEPT, trial, by=by, at=at)


@transaction.atomic
def place(*, invitations: Sequence[Invitation], by: Actor, at: datetime) -> None:
    """For each new invitation, an arm of each running trial with its chance."""
    trials = selectors.running(today=localdate(at)) if invitations else []
    if not trials:
        return
    fit = selectors.who_may_be_placed(invitations)
    for trial in trials:
        drawn = [(each, _draw(trial, each)) for each in invitations]
        TrialPlace.objects.bulk_create(
            TrialPlace(trial=trial, invitation=each, arm=arm.code, chance=arm.chance, placed_at=at)
            for each, arm in drawn
            if each.pk in fit
        )
        audit.record(AuditKind.TRIAL_PLACED, target=trial, by=by, at=at, people=len(fit))


def _draw(trial: Trial, invitation: Invitation) -> ArmPlan:
    is_shown_to_all = trial.kind == TrialKind.LANGUAGES
    at = selectors.lot_of(trial.pk, invitation) if is_shown_to_all else CHANCE.random()
    return rules.drawn(selectors.plan_of(trial), at=at)


def _why_to_close(trial: Trial, *, today: date) -> str:
    counts, outcome = selectors.counts(trial), TrialOutcome(trial.outcome)
    if rules.is_harmful(counts):
        return HARMFUL
    if min(rules.enough_people(outcome, arm) for arm in counts.values()) >= trial.planned_each:
        return FULL
    return LAST_DAY_OVER if today > trial.last_day else ""


def _close(trial: Trial, *, because: str, by: Actor, at: datetime) -> None:
    trial.closed_at, trial.closed_because = at, because
    trial.save(update_fields=["closed_at", "closed_because"])
    process_cache.clear()
    _record(AuditKind.TRIAL_CLOSED, trial, by=by, at=at)


def _record(kind: AuditKind, trial: Trial, *, by: Actor, at: datetime) -> None:
    audit.record(kind, target=trial, by=by, at=at, **trial.audit_details())
