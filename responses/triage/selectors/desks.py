"""A force's team, or the national one, which reads texts that no force may."""

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
    force_code: str | None


NATIONAL = Desk(None)
ROTA_ROLES = frozenset(role for role, grants in GRANTS.items() if Permission.KEEP_ROTA in grants)
Row = TypeVar("Row", bound=Model)
TO_THE_NATION = 2
"""The step of escalation from which the national desk sees a force's text or wish."""


def desk_of(invitation: Invitation) -> Desk:
    """The national team where the force may not read, or all its readers worked on the case."""
    return case_and_desk_of(invitation)[1]


def case_and_desk_of(invitation: Invitation) -> tuple[int, Desk]:
    return _desk_of_case(Case.objects.filter(stage_events__invitation=invitation.pk))


def _desk_of_case(cases: QuerySet[Case]) -> tuple[int, Desk]:
    """Only what respondents' pages may read, so not who loaded the case."""
    row = RowRef(case=OuterRef(OuterRef("pk")), first_import=None, last_import=None, responded=None)
    user = OuterRef("user")
    known = ReadingBar.objects.filter(user=user, **{readers.CASE: row.case})
    tied = CaseTie.objects.filter(user=user, case=row.case, kind=CaseTie.TieKind.BARRED)
    bars = (known, tied, CaseWork.objects.filter(user=user, case=row.case, response=None))
    able = _able(row, heir=_heir("force"), bars=bars)
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
    return Case.objects.filter(IS_FIREWALLED, stage_events__invitation=invitation.pk).exists()


def is_read_at(desk: Desk) -> Q:
    """For rows with `force`, `is_national`, `response` and `state`."""
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
    row = RowRef.outer(depth=2)
    return _able(row, heir=_heir("force"), bars=_barring(row, user=OuterRef("user")))


def _heir(force: str) -> Coalesce:
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
    known = ReadingBar.objects.filter(user=user, **{readers.CASE: row.case})
    tied = CaseTie.objects.filter(user=user, case=row.case, kind=CaseTie.TieKind.BARRED)
    return (known, tied, *readers.worked_on(row, user=user))


def able_readers(desk: Desk, row: WrittenText | FollowUp) -> Sequence[User]:
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
    seen = Q(pk__in=[])
    for code in viewer.force_codes:
        seen |= is_read_at(Desk(code))
    if viewer.is_national:
        seen |= is_read_at(NATIONAL) | Q(escalated__gte=TO_THE_NATION)
    return seen


def is_hidden_case() -> Exists:
    """For an annotation of rows with a `response`."""
    hidden = Case.objects.filter(
        IS_FIREWALLED, stage_events__invitation__responses=OuterRef("response")
    )
    return Exists(hidden)


def desk_of_row(row: WrittenText | FollowUp) -> Desk:
    if row.is_national:
        return NATIONAL
    cases = Case.objects.filter(stage_events__invitation__responses=row.response_id)
    return _desk_of_case(cases)[1]


def desk_of_force(force: Force) -> Desk:
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
    return list(readers_query(desk).order_by("name", "pk"))


def reading_viewer(user_id: int) -> Viewer | None:
    viewer = access_selectors.viewer_for(user_id)
    if viewer is None or not viewer.may(Permission.READ_TEXTS):
        return None
    return viewer.with_permission(Permission.READ_TEXTS)


def with_confirmation(rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
    """Adds `must_confirm` to rows with a `response`."""
    done = ReadingConfirmation.objects.filter(user=viewer.user_id, response=OuterRef("response"))
    found: QuerySet[Row] = rows.annotate(has_confirmed=Exists(done))  # type: ignore[assignment]
    return found


def must_confirm(row: Any) -> bool:
    """For a row from `with_confirmation`."""
    return not row.has_confirmed


def unconfirmed(viewer: Viewer, response_ids: Collection[int]) -> frozenset[int]:
    """The viewer must first confirm that they did not work on the case."""
    done = ReadingConfirmation.objects.filter(user=viewer.user_id, response__in=response_ids)
    return frozenset(response_ids) - set(done.values_list("response_id", flat=True))


def held_in_vain(held: QuerySet, seen_by: Callable[[Viewer], QuerySet]) -> Sequence[int]:
    found: list[int] = []
    for user_id in held.order_by().values_list("held_by", flat=True).distinct():
        viewer, theirs = reading_viewer(user_id), held.filter(held_by=user_id)
        if viewer is not None:
            theirs = theirs.exclude(pk__in=seen_by(viewer).order_by().values("pk"))
        found += theirs.values_list("pk", flat=True)
    return sorted(found)


def reads_at(viewer: Viewer) -> Sequence[Desk]:
    if viewer.is_national:
        return (NATIONAL, *(Desk(code) for code in sorted(viewer.force_codes)))
    return tuple(Desk(code) for code in sorted(viewer.force_codes))


def read_by(viewer: Viewer) -> Q:
    """They may see the case, know no person in it (SAF-13), did not work on it, and read where its
    words are read."""
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
    return frozenset(readers_query(desk).values_list("pk", flat=True)) | leads_of(desk)


def leads_of(desk: Desk) -> frozenset[int]:
    held = Membership.objects.current().filter(
        user=OuterRef("pk"), role__in=ROTA_ROLES, force=desk.force_code, organisation__isnull=True
    )
    leads = User.objects.filter(Exists(held), is_active=True)
    return frozenset(leads.values_list("pk", flat=True))
