from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from access import audit
from access.actor import Actor
from access.approval.decisions import lock_for_second, record_approval, sign_request
from access.audit import AuditKind
from access.background import task_queue
from analytics.models import ReleaseDraft
from analytics.releases.draft import (
    LANGUAGES,
    LONDON,
    NOTICE,
    CalendarReason,
    MakingStep,
    ReleaseKind,
    publish_at,
)
from analytics.releases.selectors import releases, studio

TASK = "analytics.tasks.make_release"
NOT_APPROVED = {"approved_at": None, "approved_by": "", "approved_by_id": None}


class UnableToChangeError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def announce(*, period: str, kind: ReleaseKind, day: date, by: Actor, at: datetime) -> ReleaseDraft:
    """Add the next version of a quarter to the calendar. Raises UnableToChangeError."""
    versions = len(releases.versions(period))
    if (kind is ReleaseKind.FIRST) == bool(versions):
        raise UnableToChangeError("kind")
    if ReleaseDraft.objects.filter(period=period, cancelled_at=None, release=None).exists():
        raise UnableToChangeError("announced")
    least = NOTICE if kind is ReleaseKind.FIRST else timedelta(0)
    if publish_at(day) <= at or day < at.astimezone(LONDON).date() + least:
        raise UnableToChangeError("notice")
    draft = ReleaseDraft.objects.create(
        period=period,
        version=versions + 1,
        kind=kind.value,
        publish_at=publish_at(day),
        announced_at=at,
        announced_by=by.name,
        changed_at=at,
        changed_by=by.name,
    )
    _record(AuditKind.RELEASE_ANNOUNCED, draft, by=by, at=at, day=day.isoformat())
    return draft


@transaction.atomic
def move(*, number: int, day: date, why: CalendarReason, by: Actor, at: datetime) -> None:
    draft = _open(number)
    if publish_at(day) <= at:
        raise UnableToChangeError("notice")
    before = draft.publish_at.astimezone(LONDON).date()
    moved = {"from": before.isoformat(), "why": why.english, "why_cy": why.welsh}
    draft.moves = [*draft.moves, {**moved, "by": by.name, "at": at.isoformat()}]
    draft.publish_at = publish_at(day)
    _changed(draft, by=by, at=at)
    _record(AuditKind.RELEASE_MOVED, draft, by=by, at=at, day=day.isoformat())


@transaction.atomic
def cancel(*, number: int, why: CalendarReason, by: Actor, at: datetime) -> None:
    draft = _open(number)
    draft.cancelled_at = at
    draft.cancelled_why, draft.cancelled_why_cy = why
    _changed(draft, by=by, at=at)
    _record(AuditKind.RELEASE_CANCELLED, draft, by=by, at=at)


@transaction.atomic
def write(
    *,
    number: int,
    words: Mapping[str, Mapping[str, str]],
    contact_email: str,
    next_on: date | None,
    by: Actor,
    at: datetime,
) -> None:
    draft = _open(number)
    draft.words = {language: dict(words.get(language, {})) for language in LANGUAGES}
    draft.contact_email, draft.next_on = contact_email, next_on
    _changed(draft, by=by, at=at)
    _record(AuditKind.RELEASE_WRITTEN, draft, by=by, at=at)


@transaction.atomic
def request_files(*, number: int, by: Actor, at: datetime) -> None:
    """Raises UnableToChangeError."""
    draft = _open(number)
    if studio.missing(draft):
        raise UnableToChangeError("missing")
    _changed(draft, by=by, at=at)
    ReleaseDraft.objects.filter(pk=draft.pk).update(step=MakingStep.WAITING.value)
    task_queue.enqueue(TASK, draft.pk, at=at)
    _record(AuditKind.RELEASE_MAKING_ASKED, draft, by=by, at=at)


@transaction.atomic
def propose(*, number: int, content_hash: str, by: Actor, at: datetime) -> None:
    """Raises UnableToChangeError: `not_made`, or `other` if the files have since been remade."""
    draft = _open(number)
    _refuse_other(draft, content_hash)
    sign_request(draft, AuditKind.RELEASE_PROPOSED, by=by, at=at, **NOT_APPROVED)


@transaction.atomic
def approve(*, number: int, content_hash: str, by: Actor, at: datetime) -> None:
    """The worker publishes it at its time. Raises ApprovalError or UnableToChangeError."""
    draft = _open(number)
    _refuse_other(draft, content_hash)
    if draft.proposed_at is None:
        raise UnableToChangeError("not_proposed")
    held = lock_for_second(draft, by=by, at=at)
    if at >= draft.publish_at:
        raise UnableToChangeError("late")
    record_approval(held, AuditKind.RELEASE_APPROVED, by=by, at=at)


@transaction.atomic
def withdraw_approval(*, number: int, by: Actor, at: datetime) -> None:
    draft = _open(number)
    _forget_agreement(draft)
    draft.save()
    _record(AuditKind.RELEASE_HELD_BACK, draft, by=by, at=at)


def _refuse_other(draft: ReleaseDraft, content_hash: str) -> None:
    if draft.step != MakingStep.READY.value or not draft.content_hash:
        raise UnableToChangeError("not_made")
    if draft.content_hash != content_hash:
        raise UnableToChangeError("other")


def _open(number: int) -> ReleaseDraft:
    """Raises ReleaseDraft.DoesNotExist, or UnableToChangeError if it is published or cancelled."""
    draft = ReleaseDraft.objects.select_for_update().get(pk=number)
    if draft.release_id is not None:
        raise UnableToChangeError("published")
    if draft.cancelled_at is not None:
        raise UnableToChangeError("cancelled")
    return draft


def _changed(draft: ReleaseDraft, *, by: Actor, at: datetime) -> None:
    _forget_agreement(draft)
    draft.step = draft.refusal = draft.content_hash = ""
    draft.quality = draft.known = draft.filled_at = None
    draft.changed_at, draft.changed_by, draft.changes = at, by.name, draft.changes + 1
    draft.files.all().delete()
    draft.save()


def _forget_agreement(draft: ReleaseDraft) -> None:
    draft.proposed_at, draft.proposed_by, draft.proposed_by_id = None, "", None
    for name, value in NOT_APPROVED.items():
        setattr(draft, name, value)


def _record(
    kind: AuditKind, draft: ReleaseDraft, *, by: Actor, at: datetime, day: str = ""
) -> None:
    audit.record(
        kind, target=draft, by=by, at=at, **draft.audit_details(),
        **({"day": day} if day else {}),
    )  # fmt: skip
