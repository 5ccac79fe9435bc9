from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate, make_aware

from responses.eligibility.rules import Decision
from responses.eligibility.selectors import exclusions
from responses.models import Invitation, StageEvent
from responses.sms.delivery_states import UNSENT
from responses.vault import contacts, day_notes

WAVE_LENGTH = timedelta(days=28)
"""A wave, the invitations of one survey stage in one month, closes 28 days after its last
sending (decision 28)."""

KEPT_AFTER_WAVE = timedelta(days=90)
KEPT_FOR = WAVE_LENGTH + KEPT_AFTER_WAVE
PAGE = 1_000
"""Cases asked about at once: few enough to be looked up, and not joined with all there are."""


def expired_contacts(at: datetime) -> QuerySet:
    """Nothing of the case waits, and its last wave closed at least 90 days ago."""
    of_case = StageEvent.objects.filter(case=OuterRef("case_id"))
    is_decided = of_case.filter(decided_at__gte=OuterRef("case__last_import__loaded_at"))
    lifted = exclusions.exclusions_lifted_since_decision().filter(case=OuterRef("case_id"))
    return contacts.stored_contacts().filter(
        Exists(is_decided), ~Exists(of_case.filter(_keeps_contact(at))), ~Exists(lifted)
    )


def _keeps_contact(at: datetime) -> Q:
    ended_by = at - KEPT_FOR
    is_at_work = (
        Q(decision=Decision.PENDING)
        | Q(decision=Decision.INVITE, invitation__isnull=True)
        | Q(invitation__messages__state__in=UNSENT)
    )
    is_uninvited_and_young = Q(invitation__isnull=True, decided_at__gt=ended_by)
    return is_at_work | is_uninvited_and_young | _is_in_open_wave(ended_by)


def _is_in_open_wave(ended_by: datetime) -> Q:
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
    next_month = _first_of_month(_first_of_month(ended_by) + timedelta(days=32))
    in_month = Invitation.objects.filter(invited_at__gt=ended_by, invited_at__lt=next_month)
    # As a join it would be planned over all events.
    stage = StageEvent.objects.filter(pk=OuterRef("stage_event")).values("survey_stage")
    stages = in_month.annotate(stage=Subquery(stage)).values_list("stage")
    return dict(stages.annotate(last=Max("invited_at")).order_by())


def _first_of_month(at: datetime) -> datetime:
    return make_aware(datetime.combine(localdate(at).replace(day=1), time.min))


def expired_pages(at: datetime) -> Iterator[tuple[list[int], set[int]]]:
    """At most PAGE cases, the oldest first, and those of them whose contact must go."""
    due = day_notes.cases_to_look_at(localdate(at))
    expired = expired_contacts(at) if due else contacts.stored_contacts()
    for start in range(0, len(due), PAGE):
        page = due[start : start + PAGE]
        of_page = expired.filter(case_id__in=page)
        yield page, set(of_page.values_list("case_id", flat=True))


def count_expired(at: datetime, *, known_since: datetime | None = None) -> int:
    """With `known_since`, only of cases loaded and decided by that time."""
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
    """By stage, of the oldest month of which a wave may be open."""
    return _last_sendings(at - KEPT_FOR)


def first_days_due(
    case_ids: Collection[int], *, last: Mapping[str, datetime], at: datetime
) -> Mapping[int, date]:
    """For kept contacts: what is decided stays so for as long as it keeps the contact."""
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
