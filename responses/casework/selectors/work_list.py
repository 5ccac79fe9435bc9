from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window

from access.models import Organisation
from access.organisations import selectors as organisations_selectors
from access.viewer import Viewer
from responses.cases import visible_cases
from responses.eligibility.rules import Decision
from responses.eligibility.selectors.for_staff import marked_for_staff, waiting_for_staff
from responses.models import Case, CaseTie, StageEvent
from responses.vault import safe_contact
from responses.vault.facts import SAFE_CONTACT_DAYS

MOST_SHOWN = 50
NOBODY = "nobody"
"""The holder of cases given to no service."""


class StaffNeed(StrEnum):
    WORD = "word"
    CODE = "code"
    """The victim may not be texted, so a code is handed over."""
    RENEWAL = "renewal"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    force: str = ""
    need: str = ""
    holder: str = ""
    """NOBODY, or a service's id."""


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
    """Number of cases by need."""
    holders: Mapping[str, int]
    """Number of cases that need a passphrase or a code, by service; under NOBODY, those given to no
    service."""


def work_list(viewer: Viewer, wanted: Wanted, *, today: date) -> WorkList:
    events = waiting_events(viewer, wanted, today=today)
    renewals = _renewals(viewer, wanted, today=today)
    given = _told_of(viewer).filter(case=OuterRef("case_id"))
    counted = events.order_by().aggregate(
        every=Count("case", distinct=True),
        code=Count("case", filter=Q(decision=Decision.ROUTE), distinct=True),
        nobody=Count("case", filter=~Exists(given), distinct=True),
    )
    to_renew, count_to_renew = _rows_to_renew(renewals, wanted)
    rows = [*_rows_waiting(events, wanted), *to_renew]
    return WorkList(
        rows=_with_holders(sorted(rows, key=_order)[:MOST_SHOWN], viewer),
        needs={
            StaffNeed.WORD: counted["every"] - counted["code"],
            StaffNeed.CODE: counted["code"],
            StaffNeed.RENEWAL: count_to_renew,
        },
        holders={NOBODY: counted["nobody"], **_by_service(events, viewer, today=today)},
    )


def waiting_events(viewer: Viewer, wanted: Wanted, *, today: date) -> QuerySet[StageEvent]:
    events = visible_cases.near(waiting_for_staff(today), viewer)
    events = events.filter(_is_wanted(viewer, wanted))
    if wanted.force:
        events = events.filter(case_force=wanted.force)
    return events.order_by("waits_for_staff_until", "pk")


def services_for(viewer: Viewer) -> QuerySet[Organisation]:
    """The viewer's own, and those of forces in which they are no adviser."""
    services = organisations_selectors.organisations_for(viewer)
    others = organisations_selectors.organisations_for(_besides_adviser(viewer))
    is_told = Q(pk__in=viewer.organisation_ids) | Q(pk__in=others.order_by().values("pk"))
    return services.filter(is_told)


def _besides_adviser(viewer: Viewer) -> Viewer:
    return viewer.with_roles(viewer.roles - visible_cases.GIVEN_ONLY)


def _told_of(viewer: Viewer) -> QuerySet[CaseTie]:
    given = CaseTie.objects.filter(kind=CaseTie.TieKind.GIVEN, organisation__isnull=False)
    besides = _besides_adviser(viewer)
    if besides.is_national:
        return given
    own = Q(organisation__in=viewer.organisation_ids)
    return given.filter(own | Q(case_force__in=besides.reach))


def _is_wanted(viewer: Viewer, wanted: Wanted) -> Q:
    is_wanted = visible_cases.is_of_reachable(viewer, "case_id")
    given = _told_of(viewer).filter(case=OuterRef("case_id"))
    if wanted.holder == NOBODY:
        return is_wanted & Q(~Exists(given))
    if wanted.holder:
        return is_wanted & Q(Exists(given.filter(organisation=int(wanted.holder))))
    return is_wanted


def _renewals(viewer: Viewer, wanted: Wanted, *, today: date) -> QuerySet:
    renewals = safe_contact.renewals(today).filter(_is_wanted(viewer, wanted))
    return renewals.filter(case__force=wanted.force) if wanted.force else renewals


def _rows_waiting(events: QuerySet[StageEvent], wanted: Wanted) -> Iterator[WorkListRow]:
    """Each case once, by its event that closes first."""
    if wanted.need == StaffNeed.RENEWAL:
        return
    if wanted.need == StaffNeed.CODE:
        events = events.filter(decision=Decision.ROUTE)
    if wanted.need == StaffNeed.WORD:
        events = events.exclude(decision=Decision.ROUTE)
    seen: set[int] = set()
    # Few cases have two stages that wait. Only the events found are read.
    found = StageEvent.objects.filter(pk__in=events.values("pk")[: 2 * MOST_SHOWN])
    for event in found.select_related("case__force").order_by("waits_for_staff_until", "pk"):
        if event.case_id not in seen and event.waits_for_staff_until is not None:
            seen.add(event.case_id)
            need = StaffNeed.CODE if event.decision == Decision.ROUTE else StaffNeed.WORD
            yield WorkListRow(event.case, need, event.waits_for_staff_until, ())


def _rows_to_renew(renewals: QuerySet, wanted: Wanted) -> tuple[list[WorkListRow], int]:
    if wanted.need not in {"", StaffNeed.RENEWAL}:
        return [], renewals.count()
    counted = renewals.annotate(of=Window(Count("*")))
    found = {
        case_id: (on + timedelta(days=SAFE_CONTACT_DAYS), count)
        for case_id, on, count in counted.values_list("case_id", "safe_confirmed_on", "of")[
            :MOST_SHOWN
        ]
    }
    rows = [
        WorkListRow(case, StaffNeed.RENEWAL, found[case.pk][0], ())
        for case in Case.objects.filter(pk__in=found).select_related("force")
    ]
    return rows, next((count for _until, count in found.values()), 0)


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


def _by_service(events: QuerySet[StageEvent], viewer: Viewer, *, today: date) -> Mapping[str, int]:
    ties = _told_of(viewer).filter(
        Exists(events.order_by().filter(case=OuterRef("case_id"))),
        case__in=marked_for_staff(today).values("case"),
    )
    counted = (
        ties.order_by("organisation__name")
        .values_list("organisation__name")
        .annotate(cases=Count("case", distinct=True))
    )
    return dict(counted)


def _order(row: WorkListRow) -> tuple[date, int]:
    return row.until, row.case.pk
