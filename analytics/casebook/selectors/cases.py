from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from access import selectors as access_selectors
from access.models import Force, User
from access.permissions import Permission
from access.viewer import Viewer
from analytics.alerts import selectors as alerts_selectors
from analytics.alerts.scanning.tiers import THEME, TierKind
from analytics.casebook import states, weekly_picture
from analytics.casebook.states import Act, State, Verdict
from analytics.casebook.weekly_picture import WeeklyPicture
from analytics.disclosure import timing
from analytics.models import Alert, AlertCase, AlertStep, CaseAction, SaidAndDone, SeriesNote
from analytics.series_notes import selectors as series_notes
from analytics.stats.proportions import Interval, wilson_interval
from analytics.stats.series.aftermath import Effect, staggered
from analytics.tables import Dimension

LEAST_TOGETHER = 3
"""With this many others, a total does not reveal the number of a case reported in words only."""


@dataclass(frozen=True, kw_only=True)
class CasePage:
    alert: Alert
    case: AlertCase
    picture: WeeklyPicture | None
    steps: Sequence[AlertStep]
    actions: Sequence[CaseAction]
    acts: Sequence[Act]
    may_answer: bool
    parent: Alert | None
    children: Sequence[Alert]
    levels: Sequence[Alert]
    notes: Sequence[SeriesNote]
    has_figures: bool


@dataclass(frozen=True, kw_only=True)
class Precision:
    tier: TierKind
    judged: int
    true: int

    @property
    def share(self) -> float:
        return self.true / self.judged

    @property
    def interval(self) -> Interval:
        return wilson_interval(successes=self.true, trials=self.judged)


@dataclass(frozen=True, kw_only=True)
class KindOfAction:
    kind: str
    actions: Sequence[CaseAction]
    measured: int
    shown: frozenset[int]
    effect: Effect | None


def case_or_default(alert: Alert) -> AlertCase:
    return getattr(alert, "case", None) or AlertCase(alert=alert, state=State.SEEN.value)


def may_answer(viewer: Viewer, alert: Alert) -> bool:
    """National staff for the nation's alerts, force staff for their own."""
    return viewer.may(Permission.ANSWER_ALERT) and is_their_own(viewer, alert)


def is_their_own(viewer: Viewer, alert: Alert) -> bool:
    return viewer.is_national if alert.force_id is None else alert.force_id in viewer.reach


def case_page_for(viewer: Viewer, pk: int, *, on: date) -> CasePage:
    """Raises Alert.DoesNotExist."""
    alert = alerts_selectors.alert_for(viewer, pk)
    case, may = case_or_default(alert), may_answer(viewer, alert)
    actions = put_together(all_actions().filter(case__alert=alert).order_by("starts_on", "pk"))
    unmeasured = [one.starts_on for one in actions if one.measured_at is None]
    near = _related(viewer, alert)
    related = [one for one in near if one.parent_id is None and not one.explained_by]
    quarters = {timing.quarter_of(alert.first_week), timing.quarter_of(alert.last_week)}
    notes = series_notes.notes_of([alert.force_id] if alert.force_id else [], item=alert.item)
    return CasePage(
        alert=alert,
        case=case,
        picture=weekly_picture.from_json(case.picture),
        steps=list(AlertStep.objects.filter(case__alert=alert).order_by("at", "pk")),
        actions=actions,
        acts=states.acts(State(case.state), unmeasured=unmeasured, on=on) if may else [],
        may_answer=may,
        parent=next(
            (
                one
                for one in related
                if (one.force_id is None and one.dimension in {Dimension.ALL, THEME})
            ),
            None,
        ),
        children=[one for one in related if one.force_id is not None and not alert.force_id],
        levels=[one for one in near if one.parent_id == alert.pk],
        notes=[note for note in notes if note.period in quarters],
        has_figures=viewer.may(Permission.VIEW_FIGURES)
        and timing.is_over(timing.quarter_of(alert.last_week), on=on),
    )


def _related(viewer: Viewer, alert: Alert) -> list[Alert]:
    near = timedelta(weeks=4)
    same = alerts_selectors.in_reach(viewer).filter(
        item=alert.item,
        is_rise=alert.is_rise,
        first_week__lte=alert.last_week + near,
        last_week__gte=alert.first_week - near,
    )
    return list(same.exclude(pk=alert.pk).order_by("-last_week", "force__name", "pk"))


def people_to_give_to(alert: Alert) -> list[User]:
    force = alert.force_id
    codes = {force, access_selectors.heirs()[force]} if force else ()
    return access_selectors.staff_who_may(Permission.ANSWER_ALERT, codes)


def forces_to_act_in(alert: Alert, *, on: date) -> list[Force]:
    there_are = access_selectors.forces_on(on)
    if alert.force_id is None:
        return there_are
    by_code = {force.code: force for force in there_are}
    heir = access_selectors.heirs()[alert.force_id]
    return [by_code.get(alert.force_id) or by_code[heir]]


def others_for(viewer: Viewer, alert: Alert) -> list[Alert]:
    open_ones = alerts_selectors.alerts_for(viewer).filter(
        case__closed_at__isnull=True, explained_by=""
    )
    is_own = Q(force__isnull=True)
    if alert.force_id:
        is_own |= Q(force_id__in=access_selectors.house(alert.force_id))
    return list(open_ones.filter(is_own).exclude(pk=alert.pk)[:100])


def precisions() -> list[Precision]:
    """From closed cases, pooled over forces: no force sees another's."""
    judged = AlertCase.objects.filter(state=State.CLOSED).exclude(verdict="")
    tiers: dict[TierKind, list[bool]] = {tier: [] for tier in TierKind}
    for case in judged.select_related("alert"):
        is_true = case.verdict in {Verdict.TRUE, Verdict.KNOWN}
        tiers[alerts_selectors.tier_of(case.alert)].append(is_true)
    return [
        Precision(tier=tier, judged=len(of_tier), true=sum(of_tier))
        for tier, of_tier in tiers.items()
        if of_tier
    ]


def kinds_of_action() -> list[KindOfAction]:
    actions = put_together(all_actions().order_by("kind", "-starts_on", "-pk"))
    shown = _shown_everywhere(actions)
    by_kind: dict[str, list[CaseAction]] = {}
    for action in actions:
        by_kind.setdefault(action.kind, []).append(action)
    return [_kind(kind, of_kind, shown) for kind, of_kind in by_kind.items()]


def _kind(kind: str, actions: Sequence[CaseAction], shown: frozenset[int]) -> KindOfAction:
    told = [one for one in actions if one.pk in shown and effect_of(one.result) is not None]
    if len(told) < LEAST_TOGETHER:
        told = [one for one in told if not is_of_few(one.result)]
    return KindOfAction(
        kind=kind,
        actions=actions,
        measured=sum(one.measured_at is not None for one in actions),
        shown=shown & {one.pk for one in actions},
        effect=staggered([effect for one in told if (effect := effect_of(one.result))]),
    )


def is_of_few(result: Mapping[str, Any]) -> bool:
    return bool(result.get("is_few"))


def _shown_everywhere(actions: Sequence[CaseAction]) -> frozenset[int]:
    places = {action.pk: [force.code for force in action.acting] for action in actions}
    shown = alerts_selectors.shown_in({code for codes in places.values() for code in codes})
    return frozenset(
        action.pk
        for action in actions
        if all(action.case.alert.item in shown.get(code, ()) for code in places[action.pk])
    )


def effect_of(result: Mapping[str, float]) -> Effect | None:
    if "freedom" not in result:
        return None
    return Effect(
        value=result["effect"],
        own_variance=result["own_variance"],
        control_variance=result["control_variance"],
        siblings=int(result["siblings"]),
        freedom=int(result["freedom"]),
    )


def action_for(viewer: Viewer, pk: int) -> CaseAction:
    """Raises CaseAction.DoesNotExist."""
    for action in put_together(all_actions().filter(pk=pk)):
        if may_answer(viewer, action.case.alert):
            return action
    raise CaseAction.DoesNotExist


def all_actions() -> QuerySet[CaseAction]:
    every = CaseAction.objects.annotate(acting_code=F("forces"))
    return every.select_related("case__alert__force", "told")


def put_together(rows: Iterable[CaseAction]) -> list[CaseAction]:
    found: dict[int, tuple[CaseAction, set[str | None]]] = {}
    for row in rows:
        found.setdefault(row.pk, (row, set()))[1].add(getattr(row, "acting_code", None))
    for action, codes in found.values():
        action.acting = [force for force in access_selectors.known_forces() if force.code in codes]
    return [action for action, _codes in found.values()]


def acts_of(alerts: Collection[int]) -> Mapping[int, Sequence[CaseAction]]:
    every = put_together(all_actions().filter(case__alert__in=alerts).order_by("starts_on", "pk"))
    return {alert: [one for one in every if one.case.alert_id == alert] for alert in alerts}


def notice_of(action: CaseAction) -> SaidAndDone | None:
    return getattr(action, "told", None)


def unmeasured_of(case: AlertCase) -> list[date]:
    waiting = CaseAction.objects.filter(case=case, measured_at__isnull=True)
    return list(waiting.values_list("starts_on", flat=True))
