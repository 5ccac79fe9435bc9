"""What two people do with a release before it is out: announce its day, write of its quality, have
its files made, propose and approve it. Whatever changes takes files, proposal and approval away, so
that what goes out is what both agreed to."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from access import audit
from access.actor import Actor
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


class UnableToChangeError(Exception):
    """Something in the studio cannot be done now. `code` says why (presenters/studio.py)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def announce(*, period: str, kind: ReleaseKind, day: date, by: Actor, at: datetime) -> ReleaseDraft:
    """Put the next version of a quarter into the calendar. Raises UnableToChangeError: `announced`
    where it stands there already, `notice` where the day is too near, `kind` where a first version
    is out already or none is yet."""
    versions = len(releases.versions(period))
    if (kind is ReleaseKind.FIRST) == bool(versions):
        raise UnableToChangeError("kind")
    if ReleaseDraft.objects.filter(period=period, cancelled_at=None, release=None).exists():
        raise UnableToChangeError("announced")
    _refuse_near(kind, day, at)
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
    """Another day, with the reason, which is published. Raises UnableToChangeError: `notice` where
    it is not after today, `published`."""
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
    """Take a release out of the calendar, with the reason, which stays in it."""
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
    """Keep what people write of a release, whole or in part. `words` by language."""
    draft = _open(number)
    draft.words = {language: dict(words.get(language, {})) for language in LANGUAGES}
    draft.contact_email, draft.next_on = contact_email, next_on
    _changed(draft, by=by, at=at)
    _record(AuditKind.RELEASE_WRITTEN, draft, by=by, at=at)


@transaction.atomic
def have_made(*, number: int, by: Actor, at: datetime) -> None:
    """Have a worker protect the figures and write the files. Raises UnableToChangeError: `missing`
    where a field is empty."""
    draft = _open(number)
    if studio.missing(draft):
        raise UnableToChangeError("missing")
    _changed(draft, by=by, at=at)
    ReleaseDraft.objects.filter(pk=draft.pk).update(step=MakingStep.WAITING.value)
    task_queue.enqueue(TASK, draft.pk, at=at)
    _record(AuditKind.RELEASE_MAKING_ASKED, draft, by=by, at=at)


@transaction.atomic
def propose(*, number: int, content_hash: str, by: Actor, at: datetime) -> None:
    """Propose what was read, which `content_hash` names. Raises UnableToChangeError: `not_made`,
    or `other` where the files were made anew meanwhile."""
    draft = _open(number)
    _refuse_other(draft, content_hash)
    draft.proposed_at, draft.proposed_by, draft.proposed_by_id = at, by.name, by.user_id
    draft.approved_at, draft.approved_by, draft.approved_by_id = None, "", None
    draft.save()
    _record(AuditKind.RELEASE_PROPOSED, draft, by=by, at=at)


@transaction.atomic
def approve(*, number: int, content_hash: str, by: Actor, at: datetime) -> None:
    """Agree, as another person, to what was proposed: the worker publishes it at its time. Raises
    UnableToChangeError: `not_proposed`, `same`, `other`, or `late` where its time has passed."""
    draft = _open(number)
    _refuse_other(draft, content_hash)
    if draft.proposed_at is None:
        raise UnableToChangeError("not_proposed")
    if draft.proposed_by_id == by.user_id or by.user_id is None:
        raise UnableToChangeError("same")
    if at >= draft.publish_at:
        raise UnableToChangeError("late")
    draft.approved_at, draft.approved_by, draft.approved_by_id = at, by.name, by.user_id
    draft.save()
    _record(AuditKind.RELEASE_APPROVED, draft, by=by, at=at)


@transaction.atomic
def withdraw_approval(*, number: int, by: Actor, at: datetime) -> None:
    """Take proposal and approval back, as either may until it is out."""
    draft = _open(number)
    _forget_agreement(draft)
    draft.save()
    _record(AuditKind.RELEASE_HELD_BACK, draft, by=by, at=at)


def _refuse_near(kind: ReleaseKind, day: date, at: datetime) -> None:
    least = NOTICE if kind is ReleaseKind.FIRST else timedelta(0)
    if publish_at(day) <= at or day < at.astimezone(LONDON).date() + least:
        raise UnableToChangeError("notice")


def _refuse_other(draft: ReleaseDraft, content_hash: str) -> None:
    if draft.step != MakingStep.READY.value or not draft.content_hash:
        raise UnableToChangeError("not_made")
    if draft.content_hash != content_hash:
        raise UnableToChangeError("other")


def _open(number: int) -> ReleaseDraft:
    """Raises ReleaseDraft.DoesNotExist, and UnableToChangeError where it is out or cancelled."""
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
    draft.approved_at, draft.approved_by, draft.approved_by_id = None, "", None


def _record(
    kind: AuditKind, draft: ReleaseDraft, *, by: Actor, at: datetime, day: str = ""
) -> None:
    audit.record(
        kind, target=draft, by=by, at=at, period=draft.period, version=draft.version,
        **({"day": day} if day else {}),
    )  # fmt: skip
