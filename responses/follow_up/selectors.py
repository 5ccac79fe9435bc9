"""Reads who wishes to be contacted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, Q, QuerySet
from django.http import Http404
from django.utils.timezone import localdate

from access.models import User
from access.viewer import Viewer
from responses.case_files.case import NumberSafe
from responses.cases.selectors import is_sensitive
from responses.follow_up.endings import ANSWERED
from responses.models import Case, FollowUp, Response, WrittenText
from responses.triage.selectors import desks
from responses.vault import contacts
from responses.vault.opt_outs import unsafe_numbers
from responses.vault.sealed import danger_details, wishes
from responses.vault.sealed.danger_details import SafeContactDetails
from responses.vault.sealed.wishes import SafeWay

MOST_SHOWN = 100
COUNTED = timedelta(days=91)
LEAST_COUNTED = 10
"""The smallest number of wishes about which figures are shown."""
State = FollowUp.WishState


def has_asked(response_id: int) -> bool:
    return FollowUp.objects.filter(response=response_id).exists()


def has_written_or_asked(response_id: int) -> bool:
    """In one query."""
    text = WrittenText.objects.filter(response=response_id)
    request = FollowUp.objects.filter(response=response_id)
    return Response.objects.filter(Exists(text) | Exists(request), pk=response_id).exists()


def wishes_for(viewer: Viewer) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.select_related("force", "held_by", "response")
    seen = rows.defer("response__answers").filter(
        desks.read_by(viewer), response__invitation__opted_out_at=None
    )
    if not viewer.is_national:
        return seen.filter(is_national=False)
    nations = desks.is_read_at(desks.NATIONAL) | Q(escalated__gte=desks.TO_THE_NATION)
    return seen.filter(nations | Q(force__in=viewer.force_codes))


def open_wishes(viewer: Viewer) -> Sequence[FollowUp]:
    waiting = wishes_for(viewer).filter(state=State.OPEN).order_by("due_on", "pk")
    return _without_stopped(waiting[:MOST_SHOWN])


def late_wishes(viewer: Viewer, *, on: date) -> Sequence[FollowUp]:
    """Open ones whose day has passed."""
    return _without_stopped(wishes_for(viewer).filter(state=State.OPEN, due_on__lt=on))


def late_at_desks_of(viewer: Viewer, *, on: date) -> Sequence[FollowUp]:
    """For counts alone."""
    late = _asked_still().filter(desks.is_at_desks_of(viewer), state=State.OPEN, due_on__lt=on)
    return _without_stopped(late)


def overdue(*, on: date) -> Sequence[FollowUp]:
    late = _asked_still().filter(state=State.OPEN, due_on__lt=on, escalated__lt=desks.TO_THE_NATION)
    return _without_stopped(late.order_by("due_on", "pk"))


def has_unreadable() -> bool:
    return FollowUp.objects.filter(state=State.OPEN, unreadable_at__isnull=False).exists()


def latest_of_all(*, on: date) -> date | None:
    """None where none is late."""
    late = _asked_still().filter(state=State.OPEN, due_on__lt=on)
    return late.order_by("due_on").values_list("due_on", flat=True).first()


def held_in_vain(**among: int) -> Sequence[int]:
    held = _asked_still().filter(state=State.OPEN, held_by__isnull=False, **among)
    return desks.held_in_vain(held, wishes_for)


def _asked_still() -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(response__invitation__opted_out_at=None)
    return rows.select_related("response").defer("response__answers")


def wish_of(viewer: Viewer, wish_id: int) -> FollowUp:
    """Raises Http404."""
    seen = desks.with_confirmation(wishes_for(viewer), viewer)
    found = _without_stopped(seen.filter(pk=wish_id))
    if not found:
        raise Http404
    return found[0]


def _without_stopped(found: QuerySet[FollowUp]) -> Sequence[FollowUp]:
    """People who said anywhere that they want no contact (SAF-12) are left out."""
    wishes_found = list(found.annotate(case=F("response__invitation__stage_event__case")))
    stopped = contacts.opted_out_cases({each.case for each in wishes_found})
    return [each for each in wishes_found if each.case not in stopped]


def safe_way_of(wish: FollowUp) -> SafeWay | None:
    """None where it was destroyed or withdrawn."""
    if wish.response.withdrawn_at is not None:
        return None
    return wishes.held(wish.response_id)


@dataclass(frozen=True)
class NumberOnFile:
    number: str = field(default="", repr=False)
    is_checked: bool = False
    unsafe: Sequence[str] = ()
    record: SafeContactDetails | None = None
    is_for_holder: bool = False
    """Hidden until the viewer assigns the request to themself."""


def number_on_file(wish: FollowUp, viewer: Viewer, *, way: str, on: date) -> NumberOnFile:
    """`way` may name a number that is unsafe."""
    if wish.held_by_id != viewer.user_id:
        return NumberOnFile(unsafe=unsafe_numbers.unsafe_in(way), is_for_holder=True)
    case = Case.objects.get(stage_events__invitation__responses=wish.response_id)
    record = danger_details.safe_contact_of(case.pk)
    unsafe = set(unsafe_numbers.unsafe_in(way))
    if record is None:
        return NumberOnFile(unsafe=sorted(unsafe))
    if record.number_safe == NumberSafe.NO:
        return NumberOnFile(unsafe=sorted(unsafe | {record.last_digits} - {""}), record=record)
    is_agreed = record.number_safe == NumberSafe.YES and record.is_current(on)
    may_show = is_agreed or not is_sensitive(case)
    return NumberOnFile(
        number=record.number if may_show else "",
        is_checked=record.number_safe == NumberSafe.YES,
        unsafe=sorted(unsafe),
        record=record,
    )


def colleagues(wish: FollowUp, viewer: Viewer) -> Sequence[User]:
    is_of_nation = viewer.is_national and wish.force_id not in viewer.force_codes
    desk = desks.NATIONAL if is_of_nation else desks.desk_of_row(wish)
    return [each for each in desks.able_readers(desk, wish) if each.pk != viewer.user_id]


@dataclass(frozen=True)
class KeptPromises:
    due: int
    in_time: int


def kept_promises(viewer: Viewer, *, at: datetime) -> KeptPromises | None:
    """None of fewer than ten."""
    today = localdate(at)
    due = wishes_for(viewer).exclude(state=State.TAKEN_BACK)
    rows = list(
        due.filter(due_on__lt=today, due_on__gte=today - COUNTED).values_list(
            "due_on", "outcome", "closed_at"
        )
    )
    if len(rows) < LEAST_COUNTED:
        return None
    return KeptPromises(due=len(rows), in_time=sum(_is_in_time(*row) for row in rows))


def _is_in_time(due_on: date, outcome: str, closed_at: datetime | None) -> bool:
    return outcome in ANSWERED and closed_at is not None and localdate(closed_at) <= due_on
