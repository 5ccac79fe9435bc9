"""Reads who stands by to read what respondents write: the rota of a force, or that of the national
desk, which reads what no force may see (SAF-13)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from access import selectors as access_selectors
from access.models import Force, Membership, User
from access.permissions import Permission, Role
from access.viewer import Viewer
from responses.cases.visible_cases import IS_FIREWALLED, is_of_reachable
from responses.models import (
    Case,
    Invitation,
    ReadingBar,
    TriageAbsence,
    TriageShift,
    WrittenText,
)
from responses.triage.rota import Absence, Rota, Shift


@dataclass(frozen=True)
class Desk:
    """Where a text is read: the force's, or with None the national one."""

    force_code: str | None


NATIONAL = Desk(None)
TO_THE_NATION = 2
"""The step of escalation from which the national desk sees a force's text or wish."""


def desk_of(invitation: Invitation) -> Desk:
    """A case that no force may see is read at the national desk."""
    case = Case.objects.filter(stage_events__invitation=invitation.pk).select_related("force")
    found = case.annotate(is_hidden=Exists(Case.objects.filter(IS_FIREWALLED, pk=OuterRef("pk"))))
    only = found.only("force").get()
    return NATIONAL if only.is_hidden else desk_of_force(only.force)


def is_read_at(desk: Desk) -> Q:
    """Which rows with a `force`, an `is_national` and a `response` belong to the desk. What was
    sent before its case was hidden goes to the national desk from then on; what was sent in a
    force that has ended, to the one that it is part of now."""
    is_hidden = Q(is_national=True) | Q(
        response__invitation__stage_event__case__in=Case.objects.filter(IS_FIREWALLED).values("pk")
    )
    if desk.force_code is None:
        return is_hidden
    return Q(force__in=access_selectors.lineage(desk.force_code)) & ~is_hidden


def is_at_desks_of(viewer: Viewer) -> Q:
    """Which rows are at the desks whose rota the viewer keeps: those of their forces, and of the
    national desk with what forces have let lie."""
    seen = Q(pk__in=[])
    for code in viewer.force_codes:
        seen |= is_read_at(Desk(code))
    if viewer.is_national:
        seen |= is_read_at(NATIONAL) | Q(escalated__gte=TO_THE_NATION)
    return seen


def desk_of_row(row: WrittenText) -> Desk:
    """The desk at which the row is seen to now."""
    case = Case.objects.filter(stage_events__invitation__responses=row.response_id)
    if row.is_national or case.filter(IS_FIREWALLED).exists():
        return NATIONAL
    return desk_of_force(row.force)


def desk_of_force(force: Force) -> Desk:
    """That of the force, or of the one that it has become part of."""
    has_ended = force.successor_id is not None
    return Desk(access_selectors.heirs()[force.code] if has_ended else force.code)


def force_of(invitation: Invitation) -> str:
    case = Case.objects.filter(stage_events__invitation=invitation.pk)
    return case.values_list("force_id", flat=True).get()


def rota_of(desk: Desk, *, at: datetime) -> Rota:
    """The shifts of who may read at the desk now, with the days on which they do not."""
    shifts = _counted_shifts(desk)
    people = {shift.user_id for shift in shifts}
    absences = TriageAbsence.objects.filter(user__in=people, last_on__gte=localtime(at).date())
    return _rota(shifts, absences)


@dataclass(frozen=True)
class KeptRota:
    """What the page of a rota shows. A shift of somebody who may not read there any more is shown,
    and counts for nothing."""

    readers: Sequence[User]
    shifts: Sequence[TriageShift]
    absences: Sequence[TriageAbsence]

    @property
    def rota(self) -> Rota:
        people = {each.pk for each in self.readers}
        return _rota([each for each in self.shifts if each.user_id in people], self.absences)


def kept_rota(desk: Desk, *, at: datetime) -> KeptRota:
    return KeptRota(
        readers=readers_of(desk),
        shifts=list(shifts_of(desk)),
        absences=list(absences_of(desk, at=at)),
    )


def _rota(shifts: Iterable[TriageShift], absences: Iterable[TriageAbsence]) -> Rota:
    return Rota(
        shifts=tuple(
            Shift(person=each.user_id, weekday=each.weekday, starts=each.starts, ends=each.ends)
            for each in shifts
        ),
        absences=tuple(
            Absence(person=each.user_id, first_on=each.first_on, last_on=each.last_on)
            for each in absences
        ),
    )


def shifts_of(desk: Desk) -> QuerySet[TriageShift]:
    """All shifts of a desk, also of who may not read there any more."""
    return (
        TriageShift.objects.filter(force=desk.force_code)
        .select_related("user")
        .order_by("weekday", "starts", "user__name", "pk")
    )


def absences_of(desk: Desk, *, at: datetime) -> QuerySet[TriageAbsence]:
    return (
        TriageAbsence.objects.filter(
            user__in=_readers(desk).values("pk"), last_on__gte=localtime(at).date()
        )
        .select_related("user")
        .order_by("first_on", "pk")
    )


def readers_of(desk: Desk) -> Sequence[User]:
    """Who may read at the desk."""
    return list(_readers(desk).order_by("name", "pk"))


def reading_viewer(user_id: int) -> Viewer | None:
    """Somebody with the roles by which they read; None who may read nowhere now."""
    viewer = access_selectors.viewer_for(user_id)
    if viewer is None or not viewer.may(Permission.READ_TEXTS):
        return None
    return viewer.with_permission(Permission.READ_TEXTS)


def held_in_vain(held: QuerySet, seen_by: Callable[[Viewer], QuerySet]) -> Sequence[int]:
    """The rows whose holder does not see them any more: they lost the role, were switched off, or
    know somebody in the case."""
    found: list[int] = []
    for user_id in held.order_by().values_list("held_by", flat=True).distinct():
        viewer, theirs = reading_viewer(user_id), held.filter(held_by=user_id)
        if viewer is not None:
            theirs = theirs.exclude(pk__in=seen_by(viewer).order_by().values("pk"))
        found += theirs.values_list("pk", flat=True)
    return sorted(found)


def reads_at(viewer: Viewer) -> Sequence[Desk]:
    """The desks at which the viewer reads: for whom READ_TEXTS is granted."""
    if viewer.is_national:
        return (NATIONAL, *(Desk(code) for code in sorted(viewer.force_codes)))
    return tuple(Desk(code) for code in sorted(viewer.force_codes))


def read_by(viewer: Viewer) -> Q:
    """Which rows with a `response` are about a case that the viewer may see, and in which they know
    nobody (SAF-13). Asked of each row: a list of all cases would be read for a few of them."""
    case = "response__invitation__stage_event__case"
    known = ReadingBar.objects.filter(user=viewer.user_id)
    return Q(is_of_reachable(viewer, case), ~Exists(known.filter(**{case: OuterRef(case)})))


def _counted_shifts(desk: Desk) -> Sequence[TriageShift]:
    allowed = _readers(desk).filter(pk=OuterRef("user"))
    return list(TriageShift.objects.filter(Exists(allowed), force=desk.force_code))


def _readers(desk: Desk) -> QuerySet[User]:
    held = Membership.objects.current().filter(
        user=OuterRef("pk"),
        role=Role.TRIAGE_OFFICER,
        force=desk.force_code,
        organisation__isnull=True,
    )
    return User.objects.filter(Exists(held), is_active=True)
