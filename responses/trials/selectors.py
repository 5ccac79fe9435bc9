from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate, make_aware

from access.process_cache import cached_in_process
from responses.cases import selectors as cases
from responses.models import Invitation, Trial, TrialPlace
from responses.sms.notify import TRANSPORT as NOTIFY
from responses.trials import rules
from responses.trials.rules import USUAL_WAY, ArmCount, ArmPlan, TrialKind, TrialState, WayOfWriting
from responses.vault import safe_contact
from survey import selectors as survey_selectors
from survey.bank import rewordings
from survey.models import InstrumentVersion

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
    others = Trial.objects.filter(kind=kind, closed_at__isnull=True)
    return others.filter(first_day__lte=last_day, last_day__gte=first_day).exists()


def running(*, today: date) -> Sequence[Trial]:
    """Locked until the transaction ends."""
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
    agreed = safe_contact.cases_with_record([each.stage_event.case_id for each in invitations])
    return frozenset(
        each.pk
        for each in invitations
        if each.stage_event.case_id not in agreed and not cases.is_sensitive(each.stage_event.case)
    )


def ways_of(invitation_ids: Collection[int]) -> Mapping[int, WayOfWriting]:
    places = TrialPlace.objects.filter(
        invitation__in=list(invitation_ids), trial__kind__in=rules.OF_WRITING
    )
    ways: dict[int, WayOfWriting] = {}
    for pk, kind, arm in places.values_list("invitation_id", "trial__kind", "arm"):
        ways[pk] = ways.get(pk, USUAL_WAY).changed_by(TrialKind(kind), arm)
    return ways


def placed(trial: Trial) -> Mapping[str, int]:
    rows = trial.places.order_by().values_list("arm").annotate(count=Count("pk"))
    return dict.fromkeys(trial.arms, 0) | dict(rows)


def counts(trial: Trial) -> Mapping[str, ArmCount]:
    """Within the days for which links are valid."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, people in _steps(trial).items():
        for arm, count in (
            people.order_by().values_list("arm").annotate(count=Count("invitation", distinct=True))
        ):
            found[arm][name] = count
    if trial.kind == TrialKind.WORDINGS:
        _count_left_out(trial, found)
    return {arm: ArmCount(**found[arm]) for arm in trial.arms}


def _stands() -> Q:
    is_own = Q(invitation__responses__attempt__isnull=True) | Q(
        invitation__responses__attempt__is_for_another=False
    )
    return is_own & Q(invitation__responses__withdrawn_at__isnull=True)


def _steps(trial: Trial) -> Mapping[str, QuerySet[TrialPlace]]:
    stands = _stands()
    is_done = Q(invitation__responses__core_done_at__isnull=False)
    has_begun = Q(invitation__responses__isnull=False)
    return {
        "placed": trial.places.all(),
        "began": trial.places.filter(has_begun, stands),
        "answered": trial.places.filter(is_done, stands),
        "stopped": trial.places.filter(invitation__opted_out_at__isnull=False),
    }


def _count_left_out(trial: Trial, found: Mapping[str, dict[str, int]]) -> None:
    compared = frozenset(code for pair in wordings_of(trial).items() for code in pair)
    came = trial.places.filter(_stands(), invitation__responses__core_done_at__isnull=False)
    counted = set[int]()
    for place, arm, chances, given in came.order_by("invitation__responses__pk").values_list(
        "pk", "arm", "invitation__responses__chances", "invitation__responses__answers"
    ):
        drawn = compared & chances.keys()
        if drawn and place not in counted:
            counted.add(place)
            found[arm]["asked"] = found[arm].get("asked", 0) + 1
            is_left = any(not given.get(code) for code in drawn)
            found[arm]["left_out"] = found[arm].get("left_out", 0) + is_left


@dataclass(frozen=True)
class _Started:
    pk: int
    plan: Sequence[ArmPlan]
    first_day: date
    last_day: date
    since: datetime
    until: datetime | None

    def placed_at(self, at: datetime) -> bool:
        is_on = self.first_day <= localdate(at) <= self.last_day and self.since <= at
        return is_on and (self.until is None or at <= self.until)


@cached_in_process
def _language_trials() -> tuple[_Started, ...]:
    confirmed = Trial.objects.filter(kind=TrialKind.LANGUAGES, confirmed_at__isnull=False)
    return tuple(
        _Started(
            pk=each.pk,
            plan=plan_of(each),
            first_day=each.first_day,
            last_day=each.last_day,
            since=each.confirmed_at,
            until=each.closed_at,
        )
        for each in confirmed.order_by("pk")
        if each.confirmed_at is not None
    )


def plan_of(trial: Trial) -> Sequence[ArmPlan]:
    return [ArmPlan(arm, chance) for arm, chance in trial.arms.items()]


def lot_of(trial_id: int, invitation: Invitation) -> float:
    """The same at every visit."""
    return rules.lot(settings.TOKEN_KEY.encode(), f"trial:{trial_id}:{invitation.pk}")


def language_order(invitation: Invitation) -> str:
    """USUAL without a trial."""
    for trial in _language_trials():
        if trial.placed_at(invitation.invited_at):
            return rules.drawn(trial.plan, at=lot_of(trial.pk, invitation)).code
    return rules.USUAL


IN_WORDINGS = Exists(
    TrialPlace.objects.filter(invitation=OuterRef("pk"), trial__kind=TrialKind.WORDINGS)
)
"""Invitations of people with a place in a trial of wordings."""


def version_for(invitation: Invitation) -> InstrumentVersion | None:
    """None without one, or where the version was retired."""
    place = (
        TrialPlace.objects.filter(invitation=invitation, trial__kind=TrialKind.WORDINGS)
        .select_related("trial__usual_version", "trial__new_version")
        .first()
    )
    if place is None:
        return None
    is_new = place.arm == rules.NEW
    version = place.trial.new_version if is_new else place.trial.usual_version
    return version if version is not None and version.retired_at is None else None


@dataclass(frozen=True)
class Wordings:
    """None for any other trial."""

    usual: InstrumentVersion | None
    new: InstrumentVersion | None


def wordings_to_compare(*, today: date) -> Wordings | None:
    """The version in force and the next one, if only words of drawn questions differ; else None."""
    try:
        usual = survey_selectors.version_in_force(on=today)
    except survey_selectors.NoVersionInForceError:
        return None
    later = InstrumentVersion.objects.filter(
        code=usual.code, version__gt=usual.version, effective_from__gt=today, retired_at=None
    )
    new = later.order_by("version", "-revision").first()
    if new is None or not _reworded(usual, new):
        return None
    return Wordings(usual, new)


def wordings_of(trial: Trial) -> Mapping[str, str]:
    """Code to code."""
    if trial.usual_version is None or trial.new_version is None:
        return {}
    return _reworded(trial.usual_version, trial.new_version)


def _reworded(usual: InstrumentVersion, new: InstrumentVersion) -> Mapping[str, str]:
    return rewordings.reworded(survey_selectors.instrument(usual), survey_selectors.instrument(new))


def is_known_from(trial: Trial) -> datetime | None:
    """None while people are placed."""
    if trial.closed_at is None:
        return None
    day = localdate(trial.closed_at) + rules.FOLLOW_UP + timedelta(days=1)
    return make_aware(datetime.combine(day, time.min))


def trial(pk: int) -> Trial | None:
    return Trial.objects.filter(pk=pk).first()


def can_send_shorter_text() -> bool:
    """Real sending needs it as a template at the provider."""
    is_sent = settings.SMS_TRANSPORT == NOTIFY
    return not is_sent or all(settings.NOTIFY_SHORTER_TEMPLATES.values())
