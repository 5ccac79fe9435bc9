"""Reads which contacts must be destroyed, because nothing of their case is left to be asked.

What is over long ago is not read for it (docs/adr/0110): a contact stands under the first day on
which it can be due, and only those whose day has come are looked at, some at once."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate, make_aware

from responses.eligibility.rules import Decision
from responses.eligibility.selectors import exclusions
from responses.models import Invitation, StageEvent
from responses.sms.delivery_states import UNSENT
from responses.vault import contacts, noted_days

WAVE_LENGTH = timedelta(days=28)
"""A wave, the invitations of one survey stage in one month, closes 28 days after its last
sending (decision 28)."""

KEPT_AFTER_WAVE = timedelta(days=90)
KEPT_FOR = WAVE_LENGTH + KEPT_AFTER_WAVE
PAGE = 1_000
"""Cases asked about at once: few enough to be looked up, and not joined with all there are."""


def expired_contacts(at: datetime) -> QuerySet:
    """The contacts that must be destroyed: nothing of the case waits for a decision or to be sent,
    and its last wave closed at least 90 days ago. A case that was never invited counts from its
    last decision, and one that was amended waits until it has been decided since. Narrow it by
    cases, or all that were ever asked about are read."""
    of_case = StageEvent.objects.filter(case=OuterRef("case_id"))
    is_decided = of_case.filter(decided_at__gte=OuterRef("case__last_import__loaded_at"))
    lifted = exclusions.exclusions_lifted_since_decision().filter(case=OuterRef("case_id"))
    return contacts.stored_contacts().filter(
        Exists(is_decided), ~Exists(of_case.filter(_keeps_contact(at))), ~Exists(lifted)
    )


def _keeps_contact(at: datetime) -> Q:
    """Whether a stage event waits for something, or its wave is not over for long enough."""
    ended_by = at - KEPT_FOR
    is_at_work = (
        Q(decision=Decision.PENDING)
        | Q(decision=Decision.INVITE, invitation__isnull=True)
        | Q(invitation__messages__state__in=UNSENT)
    )
    is_uninvited_and_young = Q(invitation__isnull=True, decided_at__gt=ended_by)
    return is_at_work | is_uninvited_and_young | _is_in_open_wave(ended_by)


def _is_in_open_wave(ended_by: datetime) -> Q:
    """Whether the wave of an event's invitation had a sending after `ended_by`, or a code for it
    was drawn since. Waves of later months did, and of the month of `ended_by` those whose survey
    stage had one."""
    is_last = Q(
        survey_stage__in=sorted(_last_sendings(ended_by)),
        invitation__invited_at__gte=_first_of_month(ended_by),
    )
    return (
        Q(invitation__invited_at__gt=ended_by)
        | Q(invitation__code_attempts__drawn_at__gt=ended_by)
        | is_last
    )


def _last_sendings(ended_by: datetime) -> Mapping[str, datetime]:
    """By survey stage the last sending of the month of `ended_by`, of those that had one after
    it."""
    next_month = _first_of_month(_first_of_month(ended_by) + timedelta(days=32))
    in_month = Invitation.objects.filter(invited_at__gt=ended_by, invited_at__lt=next_month)
    # As a join it would be planned over all events.
    stage = StageEvent.objects.filter(pk=OuterRef("stage_event")).values("survey_stage")
    stages = in_month.annotate(stage=Subquery(stage)).values_list("stage")
    return dict(stages.annotate(last=Max("invited_at")).order_by())


def _first_of_month(at: datetime) -> datetime:
    return make_aware(datetime.combine(localdate(at).replace(day=1), time.min))


def expired_pages(at: datetime) -> Iterator[tuple[list[int], set[int]]]:
    """The cases whose contact is to be looked at, the oldest first, at most PAGE at once, and those
    of them whose contact must be destroyed."""
    due = noted_days.cases_to_look_at(localdate(at))
    expired = expired_contacts(at) if due else contacts.stored_contacts()
    for start in range(0, len(due), PAGE):
        page = due[start : start + PAGE]
        of_page = expired.filter(case_id__in=page)
        yield page, set(of_page.values_list("case_id", flat=True))


def count_expired(at: datetime, *, known_since: datetime | None = None) -> int:
    """How many contacts must be destroyed; with `known_since`, of cases that were both loaded and
    then decided by then."""
    if known_since is None:
        return sum(len(expired) for _page, expired in expired_pages(at))
    decided = StageEvent.objects.filter(
        case=OuterRef("case_id"),
        decided_at__gte=OuterRef("case__last_import__loaded_at"),
        decided_at__lte=known_since,
    )
    known = contacts.stored_contacts().filter(Exists(decided))
    return sum(known.filter(case_id__in=one).count() for _page, one in expired_pages(at) if one)


def last_sendings(at: datetime) -> Mapping[str, datetime]:
    """By survey stage the last sending of the oldest month of which a wave may be open."""
    return _last_sendings(at - KEPT_FOR)


def first_days_due(
    case_ids: Collection[int], *, last: Mapping[str, datetime], at: datetime
) -> Mapping[int, date]:
    """For contacts that are kept, the first day on which each can be due: what has been decided
    stays so for the time for which it keeps the contact, and what is still to be decided will.
    Whoever takes a decision back, or dates one back, has the contact looked at again at once
    (noted_days.look_at_once). `last` is last_sendings(at). Without those of which that is no later
    day than today."""
    over: dict[int, datetime] = {}
    events = StageEvent.objects.filter(case_id__in=case_ids).exclude(decision=Decision.PENDING)
    found = events.values_list("case_id", "survey_stage", "decision", "decided_at", _INVITED)
    for case_id, stage, decision, decided_at, invited_at in found:
        if invited_at is None and decision == Decision.INVITE:
            continue
        ends = _end(stage, invited_at, last=last, at=at) if invited_at else decided_at
        over[case_id] = max(ends, over.get(case_id, ends))
    days = {pk: localdate(over.get(pk, at) + KEPT_FOR) for pk in case_ids}
    return {pk: day for pk, day in days.items() if day > localdate(at)}


_INVITED = "invitation__invited_at"


def _end(
    stage: str, invited_at: datetime, *, last: Mapping[str, datetime], at: datetime
) -> datetime:
    is_of_wave = invited_at >= _first_of_month(at - KEPT_FOR)
    return max(invited_at, last.get(stage, invited_at)) if is_of_wave else invited_at
