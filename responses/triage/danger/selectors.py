from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case as CaseWhen
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.http import Http404

from access import selectors as access_selectors
from access.models import Force, Membership, User
from access.permissions import Role
from access.viewer import Viewer
from responses.cases import readers
from responses.cases.visible_cases import IS_FIREWALLED
from responses.models import (
    Case,
    CaseTie,
    DangerNotice,
    DangerOpening,
    DangerReview,
    PoliceMatterRoute,
    ReadingBar,
    ReceivingUnit,
    WrittenText,
)
from responses.triage.danger import rules
from responses.triage.danger.rules import NoticePhase
from responses.vault.sealed import danger_details

LISTED_FOR = danger_details.KEPT_FOR
MOST_REVIEWED = 100
COUNTED_FOR = timedelta(days=30)
State = DangerNotice.NoticeState


@dataclass(frozen=True)
class NoticeDestination:
    """The unit that receives a notice."""

    force_code: str
    unit: str
    has_people: bool
    phone: str = ""
    emails: Sequence[str] = ()


def notice_of(text: WrittenText) -> DangerNotice | None:
    if "danger_notice" in text._state.fields_cache:
        found: DangerNotice | None = text._state.fields_cache["danger_notice"]
        return found
    return _notices().filter(text=text).first()


def _notices() -> QuerySet[DangerNotice]:
    return DangerNotice.objects.select_related(
        "text", "text__force", "receiver", "asked_by", "second_by", "confirmed_by"
    )


def phase_of(notice: DangerNotice, *, at: datetime) -> NoticePhase:
    return rules.phase_of(notice.state, notice.confirm_by_at, at=at)


def reader_phase_of(notice: DangerNotice, *, at: datetime) -> NoticePhase:
    """For readers: not what the unit confirmed before new words came, nor a control room that may
    not act on its own police."""
    is_of_before = notice.confirmed_at is not None and notice.confirmed_at < notice.text.sent_at
    is_lost = is_of_before or is_with_own_police(notice)
    return NoticePhase.UNCONFIRMED if is_lost else phase_of(notice, at=at)


def is_with_own_police(notice: DangerNotice) -> bool:
    """Before a reader knew that the text was about its police."""
    if not notice.is_police_matter or notice.unit != rules.CONTROL_ROOM:
        return False
    force = notice.text.force_id
    return notice.receiver_id in {force, access_selectors.heirs()[force]}


def is_police_matter(text: WrittenText, *, is_declared: bool) -> bool:
    """The suspect is police, the rules found a complaint about police, or the reader says so."""
    if is_declared or text.rules_category in rules.ABOUT_POLICE:
        return True
    if (known := getattr(text, "is_firewalled", None)) is not None:
        return bool(known)
    case = Case.objects.filter(stage_events__invitation__responses=text.response_id)
    return case.filter(IS_FIREWALLED).exists()


def case_of(text: WrittenText) -> Case:
    return Case.objects.get(stage_events__invitation__responses=text.response_id)


def destination(text: WrittenText, *, is_police: bool, case_id: int) -> NoticeDestination | None:
    """None where a police matter has no route."""
    heirs = access_selectors.heirs()
    force_code, unit = heirs[text.force_id], rules.CONTROL_ROOM
    if is_police:
        route = PoliceMatterRoute.objects.filter(force=force_code).first()
        if route is None:
            return None
        own, force_code, unit = force_code, heirs[route.to_force_id], route.to_unit
        if (force_code, unit) == (own, rules.CONTROL_ROOM):  # the two forces have merged
            return None
    setting = unit_setting(force_code, unit)
    return NoticeDestination(
        force_code=force_code,
        unit=unit,
        has_people=_people_of(force_code, unit, case_id).exists(),
        phone=setting.phone if setting else "",
        emails=setting.emails if setting else (),
    )


def unit_of_text(text: WrittenText, *, is_police: bool) -> tuple[Force, str] | None:
    """The force's control room, or for a police matter the unit of its route."""
    force = text.force
    if force.successor_id is not None:
        force = Force.objects.get(code=access_selectors.heirs()[force.code])
    if not is_police:
        return force, rules.CONTROL_ROOM
    route = police_route_of(force.code)
    return (route.to_force, route.to_unit) if route else None


def phone_of(text: WrittenText, force: Force, unit: str) -> str:
    if unit == rules.CONTROL_ROOM and force.pk == text.force_id and hasattr(text, "room_phone"):
        return text.room_phone or ""
    setting = unit_setting(force.pk, unit)
    return setting.phone if setting else ""


def unit_setting(force_code: str, unit: str) -> ReceivingUnit | None:
    return ReceivingUnit.objects.filter(force=force_code, unit=unit).first()


def _people_of(force_code: str, unit: str, case_id: int) -> QuerySet[User]:
    role = rules.UNIT_ROLES[unit]
    held = Membership.objects.current().filter(
        user=OuterRef("pk"), role=role, force=force_code, organisation__isnull=True
    )
    barred = CaseTie.objects.filter(
        Q(user=OuterRef("pk")) | Q(role=role), case=case_id, kind=CaseTie.TieKind.BARRED
    )
    known = ReadingBar.objects.filter(user=OuterRef("pk"), **{readers.CASE: case_id})
    return User.objects.filter(Exists(held), ~Exists(barred), ~Exists(known), is_active=True)


def received(viewer: Viewer) -> QuerySet[DangerNotice]:
    """Sent to the viewer's units; not of cases they are barred from, nor about their own force's
    police."""
    mine = Q(pk__in=[])
    for each in viewer.held:
        for unit, role in rules.UNIT_ROLES.items():
            if each.role is role:
                forces = each.force_codes | each.past_force_codes
                mine |= Q(receiver__in=forces, unit=unit)
    role_names = [role.value for role in viewer.roles]
    barred = CaseTie.objects.filter(
        Q(user=viewer.user_id) | Q(role__in=role_names),
        case=OuterRef("case"),
        kind=CaseTie.TieKind.BARRED,
    )
    hidden = Case.objects.filter(IS_FIREWALLED, pk=OuterRef("case"))
    force = "text__force"
    later = (force, f"{force}__successor", f"{force}__successor__successor")
    is_own = CaseWhen(
        *(
            When(receiver=F(each), unit=rules.CONTROL_ROOM, then=Value(value=True))
            for each in later
        ),
        default=Value(value=False),
    )
    sent = _notices().annotate(is_own=is_own).exclude(state=State.ASKED)
    known = ReadingBar.objects.filter(user=viewer.user_id, **{readers.CASE: OuterRef("case")})
    seen = sent.exclude(is_own=True, is_police_matter=True)
    seen = seen.filter(mine, ~Exists(barred), ~Exists(known))
    return seen.filter(~(Q(is_own=True) & Exists(hidden)))


def received_lately(viewer: Viewer, *, at: datetime) -> Sequence[DangerNotice]:
    """Unconfirmed ones first, the oldest on top."""
    found = received(viewer).filter(sent_at__gt=at - LISTED_FOR)
    return list(found.order_by("-state", "sent_at"))


def received_notice(viewer: Viewer, pk: int) -> DangerNotice:
    """Raises Http404 for other units' notices."""
    notice = received(viewer).filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice


def unconfirmed(at: datetime) -> Sequence[int]:
    """Ten minutes have passed and the worker hasn't dealt with them."""
    late = DangerNotice.objects.filter(
        state=State.SENT, unconfirmed_at__isnull=True, confirm_by_at__lte=at
    )
    return list(late.order_by("confirm_by_at", "pk").values_list("pk", flat=True))


def is_settled(notice: DangerNotice) -> bool:
    """The unit confirmed, a reader opened the details, or they are destroyed: the text may
    close."""
    return (
        notice.state != State.SENT
        or notice.openings.exists()
        or not danger_details.has_details(notice.pk)
    )


def to_review(viewer: Viewer, side: str) -> QuerySet[DangerNotice]:
    notices = _notices()
    if side == DangerReview.Side.DESK:
        acting = viewer.with_roles({Role.TRIAGE_OFFICER})
        return notices if acting.is_national else notices.none()
    acting = viewer.with_roles({Role.DATA_PROTECTION_OFFICER})
    if acting.is_national:
        return notices
    return notices.filter(desk_force__in=acting.reach)


def unreviewed(viewer: Viewer, side: str) -> QuerySet[DangerNotice]:
    """Since a reader last opened them."""
    later = DangerOpening.objects.filter(notice=OuterRef("notice"), opened_at__gt=OuterRef("at"))
    done = DangerReview.objects.filter(~Exists(later), notice=OuterRef("pk"), side=side)
    return to_review(viewer, side).filter(~Exists(done))


def listed_for_review(viewer: Viewer, side: str) -> Sequence[DangerNotice]:
    """Unreviewed first, then the newest."""
    related = ("openings__user", "reviews__user")
    waiting = unreviewed(viewer, side).prefetch_related(*related).order_by("asked_at", "pk")
    rows = list(waiting[:MOST_REVIEWED])
    done = to_review(viewer, side).exclude(pk__in=unreviewed(viewer, side).values("pk"))
    return rows + list(done.prefetch_related(*related).order_by("-asked_at", "-pk")[:20])


def notice_to_review(viewer: Viewer, side: str, pk: int) -> DangerNotice:
    notice = to_review(viewer, side).prefetch_related("openings").filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice


def takes_part(notice: DangerNotice, user_id: int) -> bool:
    acted = {notice.asked_by_id, notice.second_by_id, notice.confirmed_by_id}
    return user_id in acted or notice.openings.filter(user=user_id).exists()


def sent_by_readers(user_ids: Collection[int], *, at: datetime) -> dict[int, int]:
    """By user id, in the last 30 days."""
    asked = DangerNotice.objects.filter(asked_by__in=user_ids, asked_at__gt=at - COUNTED_FOR)
    counted = asked.order_by().values("asked_by").annotate(count=Count("pk"))
    return dict(counted.values_list("asked_by", "count"))


def settings_of(force_code: str) -> dict[str, ReceivingUnit]:
    return {each.unit: each for each in ReceivingUnit.objects.filter(force=force_code)}


def police_route_of(force_code: str) -> PoliceMatterRoute | None:
    found = PoliceMatterRoute.objects.select_related("to_force")
    return found.filter(force=force_code).first()
