"""Writes trials: proposed by one person and confirmed by another, places drawn when an invitation
is written, closed by their own rules or by a person, and their result kept."""

import random
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit, process_cache
from access.actor import Actor
from access.audit import AuditKind
from responses.models import Invitation, Trial, TrialPlace
from responses.trials import rules, selectors
from responses.trials.rules import ArmPlan, TrialKind, TrialOutcome
from responses.trials.selectors import Wordings

CHANCE = random.SystemRandom()
FULL, LAST_DAY_OVER, HARMFUL = "full", "last_day", "harmful"
"""Why a trial closed by itself. Where a person closed it, their words stand there."""


class TrialError(Exception):
    """The trial may not be proposed, confirmed or closed as it stands."""


class OtherTrialError(TrialError):
    """Another trial of the same kind places people on some of these days."""


class SamePersonError(TrialError):
    """Whoever proposed a trial does not confirm it."""


class NoNewWordingsError(TrialError):
    """No published version, not yet in force, differs by the words of drawn questions alone."""


class OutcomeError(TrialError):
    """A trial of this kind cannot be judged by this outcome."""


class NotWaitingError(TrialError):
    """It was confirmed or closed meanwhile."""


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
    """Write down a trial. Nobody is placed before another person confirms it. Raises TrialError,
    SamePersonError where no person proposes it."""
    _check_alone(kind, first_day=first_day, last_day=last_day)
    wordings = _wordings(kind, outcome, today=localdate(at))
    trial = Trial.objects.create(
        kind=kind,
        arms={arm.code: arm.chance for arm in rules.chances(kind, list(arms))},
        outcome=outcome,
        why=why,
        planned_each=planned_each,
        first_day=first_day,
        last_day=last_day,
        usual_version=wordings.usual,
        new_version=wordings.new,
        proposed_at=at,
        proposed_by=by.name,
        proposed_by_id=_person(by),
    )
    _record(AuditKind.TRIAL_PROPOSED, trial, by=by, at=at)
    return trial


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise SamePersonError
    return by.user_id


def _check_alone(kind: TrialKind, *, first_day: date, last_day: date) -> None:
    if selectors.is_other_under_way(kind, first_day=first_day, last_day=last_day):
        raise OtherTrialError


def _wordings(kind: TrialKind, outcome: TrialOutcome, *, today: date) -> Wordings:
    """The versions that a trial compares: none but in one of wordings."""
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
    """Confirm a trial as a second person; from its first day on people are placed. Raises
    NotWaitingError and SamePersonError."""
    trial = _locked(trial_id)
    if trial.confirmed_at is not None or trial.closed_at is not None:
        raise NotWaitingError
    if by.user_id in {None, trial.proposed_by_id}:
        raise SamePersonError
    trial.confirmed_at, trial.confirmed_by, trial.confirmed_by_id = at, by.name, by.user_id
    trial.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_by_id"])
    process_cache.clear()
    _record(AuditKind.TRIAL_CONFIRMED, trial, by=by, at=at)


@transaction.atomic
def close(*, trial_id: int, because: str, by: Actor, at: datetime) -> None:
    """Place nobody any more, or drop a trial that nobody has confirmed. Raises NotWaitingError."""
    trial = _locked(trial_id)
    if trial.closed_at is not None:
        raise NotWaitingError
    _close(trial, because=because, by=by, at=at)


@transaction.atomic
def watch(*, by: Actor, at: datetime) -> None:
    """Close the trials that are full, over, or in which one arm drives people away; keep the result
    of those whose last link is over."""
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
    """Draw an arm of each running trial for each of the new invitations whose people may be part of
    one, and keep it with its chance."""
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


def _locked(trial_id: int) -> Trial:
    trial = Trial.objects.select_for_update().filter(pk=trial_id).first()
    if trial is None:
        raise NotWaitingError
    return trial


def _record(kind: AuditKind, trial: Trial, *, by: Actor, at: datetime) -> None:
    audit.record(
        kind,
        target=trial,
        by=by,
        at=at,
        kind_of_trial=trial.kind,
        arms=list(trial.arms),
        outcome=trial.outcome,
        planned_each=trial.planned_each,
        closed_because=trial.closed_because,
    )
