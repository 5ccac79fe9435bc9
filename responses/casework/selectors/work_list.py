"""Reads for whom somebody is waited for: victims in sensitive cases who cannot be asked before a
word is agreed with them, or without a code handed over, and records that are soon to end. Nothing
here tells who was asked or who answered (decision 14)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from access.models import Organisation
from access.organisations import selectors as organisations_selectors
from access.viewer import Viewer
from responses.cases import visible_cases
from responses.eligibility.rules import Decision
from responses.models import Case, CaseTie, StageEvent
from responses.vault import safe_contact
from responses.vault.facts import SAFE_CONTACT_DAYS

MOST_SHOWN = 50
NOBODY = "nobody"
"""The holder of cases that are given to nobody."""


class StaffNeed(StrEnum):
    WORD = "word"
    CODE = "code"
    """Nobody may be texted: a code is handed over."""
    RENEWAL = "renewal"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; empty for all."""

    force: str = ""
    need: str = ""
    holder: str = ""
    """NOBODY, or the id of a service."""


@dataclass(frozen=True)
class WorkListRow:
    case: Case
    need: StaffNeed
    until: date
    holders: Sequence[str]
    """The services to which the case is given, by name."""


@dataclass(frozen=True, kw_only=True)
class WorkList:
    rows: Sequence[WorkListRow]
    needs: Mapping[StaffNeed, int]
    """How many cases, by what they need."""
    holders: Mapping[str, int]
    """How many cases need a word or a code, by the service that has them; under NOBODY those that
    are given to no service."""


def work_list(viewer: Viewer, wanted: Wanted, *, today: date) -> WorkList:
    waiting = waiting_events(viewer, wanted, today=today)
    renewals = _renewals(viewer, wanted, today=today)
    given = _told_of(viewer).filter(case=OuterRef("case"))
    counted = waiting.order_by().aggregate(
        every=Count("case", distinct=True),
        code=Count("case", filter=Q(decision=Decision.ROUTE), distinct=True),
        nobody=Count("case", filter=~Exists(given), distinct=True),
    )
    to_renew = list(_rows_to_renew(renewals, wanted))
    rows = [*_rows_waiting(waiting, wanted), *to_renew]
    return WorkList(
        rows=_with_holders(sorted(rows, key=_order)[:MOST_SHOWN], viewer),
        needs={
            StaffNeed.WORD: counted["every"] - counted["code"],
            StaffNeed.CODE: counted["code"],
            StaffNeed.RENEWAL: _count_renewals(renewals, to_renew, wanted),
        },
        holders={NOBODY: counted["nobody"], **_by_service(waiting, viewer)},
    )


def waiting_events(viewer: Viewer, wanted: Wanted, *, today: date) -> QuerySet[StageEvent]:
    """The events that wait for somebody, the first to close first."""
    reachable = _reachable(viewer, wanted).filter(pk=OuterRef("case_id"))
    return StageEvent.objects.filter(
        Exists(reachable), waits_for_staff_until__gte=today, invitation__isnull=True
    ).order_by("waits_for_staff_until", "pk")


def services_for(viewer: Viewer) -> QuerySet[Organisation]:
    """The services of which the list speaks: the viewer's own, and those of forces in which they
    are no adviser."""
    services = organisations_selectors.organisations_for(viewer)
    others = organisations_selectors.organisations_for(_besides_adviser(viewer))
    is_told = Q(pk__in=viewer.organisation_ids) | Q(pk__in=others.order_by().values("pk"))
    return services.filter(is_told)


def _besides_adviser(viewer: Viewer) -> Viewer:
    return viewer.with_roles(viewer.roles - visible_cases.GIVEN_ONLY)


def _told_of(viewer: Viewer) -> QuerySet[CaseTie]:
    """The ties by which services have cases, of which the viewer is told. An adviser is not told
    which others help a victim, whatever role they have in another force."""
    given = CaseTie.objects.filter(kind=CaseTie.TieKind.GIVEN, organisation__isnull=False)
    besides = _besides_adviser(viewer)
    if besides.is_national:
        return given
    own = Q(organisation__in=viewer.organisation_ids)
    return given.filter(own | Q(case__force__in=besides.reach))


def _reachable(viewer: Viewer, wanted: Wanted) -> QuerySet[Case]:
    cases = visible_cases.reachable_cases(viewer).order_by()
    if wanted.force:
        cases = cases.filter(force=wanted.force)
    given = _told_of(viewer).filter(case=OuterRef("pk"))
    if wanted.holder == NOBODY:
        return cases.filter(~Exists(given))
    if wanted.holder:
        return cases.filter(Exists(given.filter(organisation=int(wanted.holder))))
    return cases


def _renewals(viewer: Viewer, wanted: Wanted, *, today: date) -> QuerySet:
    """The records that are soon to end, as the vault tells of them."""
    reachable = _reachable(viewer, wanted).filter(pk=OuterRef("case_id"))
    return safe_contact.renewals(today).filter(Exists(reachable))


def _rows_waiting(waiting: QuerySet[StageEvent], wanted: Wanted) -> Iterator[WorkListRow]:
    """Each case once, by its event that closes first."""
    if wanted.need == StaffNeed.RENEWAL:
        return
    if wanted.need == StaffNeed.CODE:
        waiting = waiting.filter(decision=Decision.ROUTE)
    if wanted.need == StaffNeed.WORD:
        waiting = waiting.exclude(decision=Decision.ROUTE)
    seen: set[int] = set()
    # Few cases have two stages that wait at the same time.
    for event in waiting.select_related("case__force")[: 2 * MOST_SHOWN]:
        if event.case_id not in seen and event.waits_for_staff_until is not None:
            seen.add(event.case_id)
            need = StaffNeed.CODE if event.decision == Decision.ROUTE else StaffNeed.WORD
            yield WorkListRow(event.case, need, event.waits_for_staff_until, ())


def _count_renewals(renewals: QuerySet, shown: Sequence[WorkListRow], wanted: Wanted) -> int:
    """Asked of the database only where the rows do not tell it: few lists are longer."""
    is_told = wanted.need in {"", StaffNeed.RENEWAL} and len(shown) < MOST_SHOWN
    return len(shown) if is_told else renewals.count()


def _rows_to_renew(renewals: QuerySet, wanted: Wanted) -> Iterator[WorkListRow]:
    if wanted.need not in {"", StaffNeed.RENEWAL}:
        return
    found = dict(renewals.values_list("case_id", "safe_confirmed_on")[:MOST_SHOWN])
    if not found:
        return
    for case in Case.objects.filter(pk__in=found).select_related("force"):
        until = found[case.pk] + timedelta(days=SAFE_CONTACT_DAYS)
        yield WorkListRow(case, StaffNeed.RENEWAL, until, ())


def _with_holders(rows: Sequence[WorkListRow], viewer: Viewer) -> list[WorkListRow]:
    ties = (
        _told_of(viewer)
        .filter(case__in=[row.case.pk for row in rows])
        .values_list("case_id", "organisation__name")
    )
    names: dict[int, list[str]] = {}
    for case_id, name in ties.order_by("organisation__name"):
        names.setdefault(case_id, []).append(name)
    return [WorkListRow(row.case, row.need, row.until, names.get(row.case.pk, ())) for row in rows]


def _by_service(waiting: QuerySet[StageEvent], viewer: Viewer) -> Mapping[str, int]:
    counted = (
        waiting.filter(case__ties__in=_told_of(viewer).values("pk"))
        .order_by("case__ties__organisation__name")
        .values_list("case__ties__organisation__name")
        .annotate(cases=Count("case", distinct=True))
    )
    return dict(counted)


def _order(row: WorkListRow) -> tuple[date, int]:
    return row.until, row.case.pk
