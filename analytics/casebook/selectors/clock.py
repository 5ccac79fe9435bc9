from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils.timezone import localdate

from access import selectors as access_selectors
from access.permissions import Permission
from access.viewer import Viewer
from analytics.casebook import states, weekly_picture
from analytics.casebook.selectors.cases import (
    all_actions,
    case_or_default,
    people_to_give_to,
    put_together,
)
from analytics.casebook.states import Act, State
from analytics.casebook.weekly_picture import WeeklyPicture
from analytics.models import Alert, AlertCase, CaseAction
from analytics.tables import Dimension


def cases_due_for(viewer: Viewer, *, on: date) -> QuerySet[AlertCase]:
    """One's own from three days before they are due, and others' late ones."""
    own = Q(owner_id=viewer.user_id, due_on__lte=on + states.REMINDS_BEFORE)
    dated = waiting_cases(has_due=True).filter(own | Q(due_on__lt=on))
    return answerable(dated, viewer, "alert__force")


def answerable(rows: QuerySet[Any], viewer: Viewer, force: str) -> QuerySet[Any]:
    theirs = Q(**{f"{force}_id__in": viewer.reach})
    nations = Q(**{f"{force}__isnull": True})
    return rows.filter(theirs | nations if viewer.is_national else theirs)


AROUND = timedelta(weeks=8)
YEAR = timedelta(weeks=52)


def forces_acting(item: str, *, around: date) -> set[str]:
    acting = CaseAction.objects.filter(
        case__alert__item=item, starts_on__range=(around - YEAR, around + AROUND)
    )
    return {code for code in acting.values_list("forces", flat=True) if code}


def actions_to_measure(on: date) -> list[CaseAction]:
    waiting = all_actions().filter(measured_at__isnull=True).order_by("starts_on", "pk")
    return [
        one
        for one in put_together(waiting.exclude(case__state__in=states.OVER))
        if states.is_measurable(one.starts_on, on=on)
    ]


def alerts_to_draw() -> list[Alert]:
    alerts = Alert.objects.select_related("case").filter(
        case__closed_at__isnull=True, parent__isnull=True, dimension=Dimension.ALL
    )
    return [
        alert
        for alert in alerts.order_by(F("force").asc(nulls_first=True), "last_week", "pk")
        if case_or_default(alert).picture.get("last") != alert.told_to.isoformat()
    ]


def drawn_before(alert: Alert) -> WeeklyPicture | None:
    place = Q(alert__force=alert.force_id) if alert.force_id else Q(alert__force__isnull=True)
    cases = AlertCase.objects.filter(place, alert__item=alert.item, alert__dimension=Dimension.ALL)
    pictures = cases.exclude(picture={}).values_list("picture", flat=True)
    latest = max(pictures, key=lambda stored: str(stored["last"]), default=None)
    return weekly_picture.from_json(latest or {})


def alerts_without_case() -> list[Alert]:
    alerts = Alert.objects.filter(case__isnull=True, parent__isnull=True, explained_by="")
    return list(alerts.order_by("pk"))


def alerts_to_wake(on: date, *, among: QuerySet[Alert]) -> list[Alert]:
    return list(among.filter(case__snoozed_until__lte=on).order_by("pk"))


def alerts_to_reopen(*, among: QuerySet[Alert]) -> list[Alert]:
    """Raised again long enough after closing, or duplicates of closed alerts."""
    over = among.select_related("case__duplicate_of__case").filter(case__state__in=states.OVER)
    within = Max("children__last_week", filter=Q(children__explained_by=""))
    return [
        alert
        for alert in over.annotate(within=within).order_by("pk")
        if (closed_at := _followed_until(alert.case)) is not None
        and states.may_reopen_by_score(
            closed_on=localdate(closed_at),
            last_week=max(alert.last_week, alert.within or alert.last_week),
        )
    ]


def _followed_until(case: AlertCase) -> datetime | None:
    closed_at, other = case.closed_at, case.duplicate_of
    if closed_at is None or other is None:
        return closed_at
    until = _followed_until(case_or_default(other))
    return until and max(until, closed_at)


def cases_to_remind(on: date) -> list[AlertCase]:
    return [
        case
        for case in waiting_cases(has_due=True).filter(reminded_on__isnull=True)
        if states.is_to_remind(case.due_on, on=on)
    ]


def cases_to_escalate(on: date) -> list[AlertCase]:
    """Late, unowned too long, repeatedly postponed, or their owner has lost access."""
    waiting = waiting_cases(has_due=False).filter(escalated_on__isnull=True).select_related("alert")
    stepped = waiting.annotate(
        last_step_at=Max("steps__at"), opened_at=Max("steps__at", filter=Q(steps__act=Act.REOPEN))
    )
    in_work: dict[str | None, set[int]] = {}
    for case in stepped:
        force = case.alert.force_id
        if force not in in_work:
            in_work[force] = {one.pk for one in people_to_give_to(case.alert)}
    return [case for case in stepped if _is_to_escalate(case, in_work[case.alert.force_id], on=on)]


def _is_to_escalate(case: Any, in_work: Collection[int], *, on: date) -> bool:
    raised_at = case.alert.raised_at
    since = localdate(case.last_step_at or raised_at)
    days = {case.due_on} if case.owner_id in in_work else {case.due_on, None}
    return any(states.is_to_escalate(day, waits_since=since, on=on) for day in days) or (
        states.is_put_off(State(case.state), since=localdate(case.opened_at or raised_at), on=on)
    )


def escalated_to(user_id: int | None) -> list[int]:
    """The force's operations lead, else a person who answers its alerts, else national staff."""
    people, heirs = access_selectors.leads_or_others(Permission.ANSWER_ALERT), None
    late = waiting_cases(has_due=False).filter(escalated_on__isnull=False)
    found = []
    for pk, force in late.values_list("pk", "alert__force"):
        answering = people.get(force)
        if answering is None and force is not None:
            heirs = heirs or access_selectors.heirs()
            answering = people.get(heirs[force])
        if user_id in (people.get(None, ()) if answering is None else answering):
            found.append(pk)
    return found


def waiting_cases(*, has_due: bool) -> QuerySet[AlertCase]:
    awake = AlertCase.objects.filter(
        closed_at__isnull=True, snoozed_until__isnull=True, alert__explained_by=""
    )
    return (awake.filter(due_on__isnull=False) if has_due else awake).order_by("pk")
