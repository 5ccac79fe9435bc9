"""Reads trials: their list, who may be placed, the arm of a message, what became of the arms."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate, make_aware

from responses.cases import selectors as cases
from responses.models import Invitation, Trial, TrialPlace
from responses.sms.notify import TRANSPORT as NOTIFY
from responses.trials import rules
from responses.trials.rules import USUAL_WAY, ArmCount, TrialKind, TrialState, WayOfWriting
from responses.vault import safe_contact

OPEN = Q(confirmed_at__isnull=False, closed_at__isnull=True)


def trials() -> Sequence[Trial]:
    return list(Trial.objects.order_by("-pk"))


def state_of(trial: Trial, *, today: date) -> TrialState:
    return rules.state_of(
        is_confirmed=trial.confirmed_at is not None,
        first_day=trial.first_day,
        last_day=trial.last_day,
        closed_on=localdate(trial.closed_at) if trial.closed_at else None,
        today=today,
    )


def is_other_under_way(kind: TrialKind, *, first_day: date, last_day: date) -> bool:
    """Whether another trial of the kind places people on one of these days, or is to."""
    others = Trial.objects.filter(kind=kind, closed_at__isnull=True)
    return others.filter(first_day__lte=last_day, last_day__gte=first_day).exists()


def running(*, today: date) -> Sequence[Trial]:
    """The trials that place people today, locked until the transaction ends."""
    open_today = Trial.objects.filter(OPEN, first_day__lte=today, last_day__gte=today)
    return list(open_today.select_for_update().order_by("pk"))


def unclosed() -> Sequence[Trial]:
    return list(Trial.objects.filter(OPEN).select_for_update().order_by("pk"))


def without_result() -> Sequence[Trial]:
    closed = Trial.objects.filter(
        confirmed_at__isnull=False, closed_at__isnull=False, result__isnull=True
    )
    return list(closed.select_for_update().order_by("pk"))


def who_may_be_placed(invitations: Collection[Invitation]) -> frozenset[int]:
    """Of these invitations, whose people may be part of a trial: none of a sensitive case, or of
    one about whose contact anything was agreed, because there safety decides."""
    agreed = safe_contact.cases_with_record([each.stage_event.case_id for each in invitations])
    return frozenset(
        each.pk
        for each in invitations
        if each.stage_event.case_id not in agreed and not cases.is_sensitive(each.stage_event.case)
    )


def ways_of(invitation_ids: Collection[int]) -> Mapping[int, WayOfWriting]:
    """How each is written to, where a trial says so. No invitation has a place in two trials of one
    kind, because only one of a kind runs at a time."""
    places = TrialPlace.objects.filter(invitation__in=list(invitation_ids))
    ways: dict[int, WayOfWriting] = {}
    for pk, kind, arm in places.values_list("invitation_id", "trial__kind", "arm"):
        ways[pk] = ways.get(pk, USUAL_WAY).changed_by(TrialKind(kind), arm)
    return ways


def placed(trial: Trial) -> Mapping[str, int]:
    """Arm to how many people have a place in it."""
    rows = trial.places.order_by().values_list("arm").annotate(count=Count("pk"))
    return dict.fromkeys(trial.arms, 0) | dict(rows)


def counts(trial: Trial) -> Mapping[str, ArmCount]:
    """What became of the people of each arm, within the days for which their link lives. Answers
    that were withdrawn count as not given."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, people in _steps(trial).items():
        for arm, count in (
            people.order_by().values_list("arm").annotate(count=Count("invitation", distinct=True))
        ):
            found[arm][name] = count
    return {arm: ArmCount(**found[arm]) for arm in trial.arms}


def _steps(trial: Trial) -> Mapping[str, QuerySet[TrialPlace]]:
    stands = Q(invitation__responses__withdrawn_at__isnull=True)
    is_done = Q(invitation__responses__core_done_at__isnull=False)
    has_begun = Q(invitation__responses__isnull=False)
    return {
        "placed": trial.places.all(),
        "began": trial.places.filter(has_begun, stands),
        "answered": trial.places.filter(is_done, stands),
        "stopped": trial.places.filter(invitation__opted_out_at__isnull=False),
    }


def is_known_from(trial: Trial) -> datetime | None:
    """When every link of the trial is over; None while people are placed."""
    if trial.closed_at is None:
        return None
    day = localdate(trial.closed_at) + rules.FOLLOW_UP + timedelta(days=1)
    return make_aware(datetime.combine(day, time.min))


def trial(pk: int) -> Trial | None:
    return Trial.objects.filter(pk=pk).first()


def can_send_shorter_text() -> bool:
    """Whether the shorter text can be sent: always where nothing is really sent, else once the
    provider has it as templates."""
    is_sent = settings.SMS_TRANSPORT == NOTIFY
    return not is_sent or all(settings.NOTIFY_SHORTER_TEMPLATES.values())
