from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from access.viewer import Viewer
from responses.models import DangerNotice, DeskAction, WrittenText
from responses.triage.danger import presenters, rules, selectors
from responses.triage.danger.forms import (
    EscalateForm,
    OpenDetailsForm,
    RecordActionForm,
    SendNoticeForm,
)
from responses.triage.danger.presenters import NoticeWords
from responses.triage.danger.rules import NoticePhase
from responses.triage.selectors import desks


@dataclass(frozen=True, kw_only=True)
class ActionCard:
    notice: NoticeWords | None
    is_danger: bool
    """A notice may be sent for the text's category."""
    for_nation_only: bool
    """Only the national desk may send the notice, and the viewer isn't of it."""
    needs_two: bool
    send_form: SendNoticeForm | None
    open_form: OpenDetailsForm | None
    can_read: bool
    """The viewer's hour is running."""
    unit: str
    phone: str
    dial: str
    actions: Sequence[tuple[Any, str]]
    action_form: RecordActionForm
    escalate_form: EscalateForm | None
    can_escalate: bool


def action_card(
    text: WrittenText,
    notice: DangerNotice | None,
    *,
    viewer: Viewer,
    forms: Mapping[str, Any],
    at: datetime,
) -> ActionCard:
    is_police = selectors.is_police_matter(
        text, is_declared=notice is not None and notice.is_police_matter
    )
    unit = selectors.unit_of_text(text, is_police=is_police)
    opening_until: datetime | None = getattr(text, "open_until", None)
    for_nation_only = is_police and not viewer.is_national
    phone = "" if unit is None or for_nation_only else selectors.phone_of(text, *unit)
    may_escalate = not text.is_national and not viewer.is_national
    actions = DeskAction.objects.filter(text=text).select_related("user").order_by("at", "pk")
    return ActionCard(
        notice=presenters.notice_words(notice, at=at) if notice else None,
        is_danger=text.category in rules.SENDABLE,
        for_nation_only=for_nation_only,
        needs_two=text.category in rules.NEEDS_TWO,
        send_form=(forms.get("send_form") or SendNoticeForm())
        if _may_send(text, notice, viewer) and not for_nation_only
        else None,
        open_form=(forms.get("open_form") or OpenDetailsForm())
        if notice and opening_until is None and _may_open(text, notice, at=at)
        else None,
        can_read=opening_until is not None and at < opening_until,
        unit=presenters.unit_name(*unit) if unit and not for_nation_only else "",
        phone=phone,
        dial="".join(c for c in phone if c.isdigit() or c == "+"),
        actions=presenters.action_rows(list(actions)),
        action_form=forms.get("action_form") or RecordActionForm(),
        escalate_form=(forms.get("escalate_form") or EscalateForm()) if may_escalate else None,
        can_escalate=text.escalated < desks.TO_THE_NATION,
    )


def _may_send(text: WrittenText, notice: DangerNotice | None, viewer: Viewer) -> bool:
    if text.category not in rules.SENDABLE or text.state != WrittenText.TextState.WAITING:
        return False
    if notice is None:
        return True
    is_another = notice.asked_by_id != viewer.user_id or text.category not in rules.NEEDS_TWO
    return notice.state == DangerNotice.NoticeState.ASKED and is_another


def _may_open(text: WrittenText, notice: DangerNotice, *, at: datetime) -> bool:
    is_waiting = text.state == WrittenText.TextState.WAITING
    return is_waiting and selectors.reader_phase_of(notice, at=at) is NoticePhase.UNCONFIRMED
