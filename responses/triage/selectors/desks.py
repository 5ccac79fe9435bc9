"""Reads who stands by to read what respondents write: the rota of a force, or that of the national
desk, which reads what no force may read."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from access import selectors as access_selectors
from access.models import Force, Membership, User
from access.permissions import GRANTS, Permission, Role
from access.viewer import Viewer
from responses.cases import readers
from responses.cases.readers import RowRef
from responses.cases.visible_cases import IS_FIREWALLED, is_of_reachable
from responses.models import (
    Case,
    CaseTie,
    CaseWork,
    CodedText,
    FollowUp,
    Invitation,
    ReadingBar,
    ReadingConfirmation,
    WrittenText,
)
from responses.triage.rota import LONDON, Rota


@dataclass(frozen=True)
class Desk:
    """Where a text is read: the force's, or with None the national one."""

    force_code: str | None


NATIONAL = Desk(None)
ROTA_ROLES = frozenset(role for role, grants in GRANTS.items() if Permission.KEEP_ROTA in grants)
Row = TypeVar("Row", bound=Model)
TO_THE_NATION = 2
"""The step of escalation from which the national desk sees a force's text or wish."""


def desk_of(invitation: Invitation) -> Desk:
    """Return the desk that reads the words of a case: the national one where the force may not, or
    where all its readers worked on the case."""
    return case_and_desk_of(invitation)[1]


def case_and_desk_of(invitation: Invitation) -> tuple[int, Desk]:
    return _desk_of_case(Case.objects.filter(stage_events__invitation=invitation.pk))


def _desk_of_case(cases: QuerySet[Case]) -> tuple[int, Desk]:
    """Reads only what respondents' own pages may read, and so not who loaded the case."""
    row = RowRef(case=OuterRef(OuterRef("pk")), first_import=None, last_import=None, responded=None)
    able = _able(row, heir=_heir("force"), bars=_known_bars(row, user=OuterRef("user")))
    local = Case.objects.order_by().filter(readers.is_read_in_force(), pk=OuterRef("pk"))
    case = (
        cases.order_by()
        .annotate(is_read_in_force=Exists(local), has_reader=Exists(able))
        .select_related("force")
        .only("force")
        .get()
    )
    is_here = case.is_read_in_force and case.has_reader
    return case.pk, desk_of_force(case.force) if is_here else NATIONAL


def is_hidden_from_force(invitation: Invitation) -> bool:
    """Whether no force may see the case at all (SAF-13)."""
    return Case.objects.filter(IS_FIREWALLED, stage_events__invitation=invitation.pk).exists()


def is_read_at(desk: Desk) -> Q:
    """Select the rows with a `force`, `is_national`, a `response` and a `state` that belong to the
    desk now. Facts of a case that change move its words at once. Words sent in a force that has
    ended go to the force that it became part of."""
    is_elsewhere = (
        Q(is_national=True)
        | ~Q(readers.has_words_read_in_force())
        | Q(state__in=WAITING_STATES) & ~Q(Exists(_able_readers()))
    )
    if desk.force_code is None:
        return is_elsewhere
    return Q(force__in=access_selectors.lineage(desk.force_code)) & ~is_elsewhere


WAITING_STATES = (
    WrittenText.TextState.WAITING,
    FollowUp.WishState.OPEN,
    CodedText.CodingState.FAULTY,
)


def _able_readers() -> QuerySet[Membership]:
    """Readers of a row's force who may read that row."""
    row = RowRef.outer(depth=2)
    return _able(row, heir=_heir("force"), bars=_barring(row, user=OuterRef("user")))


def _heir(force: str) -> Coalesce:
    """The force that a row's force is part of now."""
    later = (f"{force}__successor__successor", f"{force}__successor", force)
    return Coalesce(*(OuterRef(path) for path in later))


def _able(row: RowRef, *, heir: Coalesce, bars: Iterable[QuerySet[Any]]) -> QuerySet[Membership]:
    team = CaseTie.objects.filter(
        case=row.case, kind=CaseTie.TieKind.BARRED, role=Role.TRIAGE_OFFICER
    )
    return Membership.objects.current().filter(
        *(~Exists(each) for each in (*bars, team)),
        role=Role.TRIAGE_OFFICER,
        force=heir,
        organisation__isnull=True,
        user__is_active=True,
    )


def _barring(row: RowRef, *, user: Any) -> Sequence[QuerySet[Any]]:
    """Return the rows that keep a person, an id or an OuterRef, from reading the words of a row."""
    known = ReadingBar.objects.filter(user=user, **{readers.CASE: row.case})
    tied = CaseTie.objects.filter(user=user, case=row.case, kind=CaseTie.TieKind.BARRED)
    return (known, tied, *readers.worked_on(row, user=user))


def _known_bars(row: RowRef, *, user: Any) -> Sequence[QuerySet[Any]]:
    """Return the bars that respondents' own pages may read, for the hours that they show."""
    known = ReadingBar.objects.filter(user=user, **{readers.CASE: row.case})
    tied = CaseTie.objects.filter(user=user, case=row.case, kind=CaseTie.TieKind.BARRED)
    return (known, tied, CaseWork.objects.filter(user=user, case=row.case, response=None))


def able_readers(desk: Desk, row: WrittenText | FollowUp) -> Sequence[User]:
    """Return the people of a desk who may read a row, in one query."""
    ref = RowRef.from_response(row.response_id)
    bars = list(_barring(ref, user=OuterRef("pk")))
    if desk != NATIONAL:
        bars.append(
            CaseTie.objects.filter(
                case=ref.case, kind=CaseTie.TieKind.BARRED, role=Role.TRIAGE_OFFICER
            )
        )
    able = readers_query(desk).filter(*(~Exists(each) for each in bars))
    return list(able.order_by("name", "pk"))


@dataclass(frozen=True)
class Bars:
    """The readers who know or worked on a case and may not read texts about it (SAF-13)."""

    people: frozenset[int]
    is_whole_force: bool
    """Whether the force's whole desk may not."""

    def allowed_on(self, rota: Rota, desk: Desk) -> Rota:
        if self.is_whole_force and desk != NATIONAL:
            return Rota()
        return rota.without(self.people)


def bars_of(case_id: int) -> Bars:
    ties = CaseTie.objects.filter(case=case_id, kind=CaseTie.TieKind.BARRED)
    known = ReadingBar.objects.filter(**{readers.CASE: case_id})
    worked = CaseWork.objects.filter(case=case_id, response=None)
    people = frozenset(
        ties.filter(Q(user__isnull=False) | Q(role=Role.TRIAGE_OFFICER))
        .order_by()
        .values_list("user_id", flat=True)
        .union(
            known.order_by().values_list("user_id", flat=True),
            worked.order_by().values_list("user_id", flat=True),
        )
    )
    return Bars(people - {None}, is_whole_force=None in people)


def is_at_desks_of(viewer: Viewer) -> Q:
    """Which rows are at the desks whose rota the viewer keeps: those of their forces, and of the
    national desk with what forces have let lie."""
    seen = Q(pk__in=[])
    for code in viewer.force_codes:
        seen |= is_read_at(Desk(code))
    if viewer.is_national:
        seen |= is_read_at(NATIONAL) | Q(escalated__gte=TO_THE_NATION)
    return seen


def is_hidden_case() -> Exists:
    """Whether the case of a row with a `response` is hidden from its force, for an annotation."""
    hidden = Case.objects.filter(
        IS_FIREWALLED, stage_events__invitation__responses=OuterRef("response")
    )
    return Exists(hidden)


def desk_of_row(row: WrittenText | FollowUp) -> Desk:
    """The desk at which the row is seen to now."""
    if row.is_national:
        return NATIONAL
    cases = Case.objects.filter(stage_events__invitation__responses=row.response_id)
    return _desk_of_case(cases)[1]


def desk_of_force(force: Force) -> Desk:
    """That of the force, or of the one that it has become part of."""
    has_ended = force.successor_id is not None
    return Desk(access_selectors.heirs()[force.code] if has_ended else force.code)


def case_of_row(row: WrittenText | FollowUp) -> int:
    case = Case.objects.filter(stage_events__invitation__responses=row.response_id)
    return case.values_list("pk", flat=True).get()


def london_day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def force_of(invitation: Invitation) -> str:
    case = Case.objects.filter(stage_events__invitation=invitation.pk)
    return case.values_list("force_id", flat=True).get()


def readers_of(desk: Desk) -> Sequence[User]:
    """Who may read at the desk."""
    return list(readers_query(desk).order_by("name", "pk"))


def reading_viewer(user_id: int) -> Viewer | None:
    """Somebody with the roles by which they read; None who may read nowhere now."""
    viewer = access_selectors.viewer_for(user_id)
    if viewer is None or not viewer.may(Permission.READ_TEXTS):
        return None
    return viewer.with_permission(Permission.READ_TEXTS)


def with_confirmation(rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
    """Add to rows with a `response` whether the viewer confirmed that they did not work on the case
    (`must_confirm`)."""
    done = ReadingConfirmation.objects.filter(user=viewer.user_id, response=OuterRef("response"))
    found: QuerySet[Row] = rows.annotate(has_confirmed=Exists(done))  # type: ignore[assignment]
    return found


def must_confirm(row: Any) -> bool:
    """Return whether the viewer must confirm before they see the words of a row, which comes from
    `with_confirmation`."""
    return not row.has_confirmed


def unconfirmed(viewer: Viewer, response_ids: Collection[int]) -> frozenset[int]:
    """The responses whose words the viewer must not see before confirming that they did not work on
    the case."""
    done = ReadingConfirmation.objects.filter(user=viewer.user_id, response__in=response_ids)
    return frozenset(response_ids) - set(done.values_list("response_id", flat=True))


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
    """Select the rows with a `response` that the viewer may read. They may see the case, know no
    person in it (SAF-13), did not work on it, and read where its words are read. Asked of each row:
    a list of all cases would be read for a few of them."""
    row = RowRef.outer()
    known = ReadingBar.objects.filter(user=viewer.user_id, **{readers.CASE: row.case})
    worked = readers.worked_on(row, user=viewer.user_id)
    may = Q(
        is_of_reachable(viewer, readers.CASE), ~Exists(known), *(~Exists(each) for each in worked)
    )
    return may if viewer.is_national else may & Q(readers.has_words_read_in_force())


def readers_query(desk: Desk) -> QuerySet[User]:
    held = Membership.objects.current().filter(
        user=OuterRef("pk"),
        role=Role.TRIAGE_OFFICER,
        force=desk.force_code,
        organisation__isnull=True,
    )
    return User.objects.filter(Exists(held), is_active=True)


def everybody_at(desk: Desk) -> frozenset[int]:
    """The ids of the desk's readers and leads, on duty or not."""
    return frozenset(readers_query(desk).values_list("pk", flat=True)) | leads_of(desk)


def leads_of(desk: Desk) -> frozenset[int]:
    """Return the ids of the people who keep the desk's rota."""
    held = Membership.objects.current().filter(
        user=OuterRef("pk"), role__in=ROTA_ROLES, force=desk.force_code, organisation__isnull=True
    )
    leads = User.objects.filter(Exists(held), is_active=True)
    return frozenset(leads.values_list("pk", flat=True))
