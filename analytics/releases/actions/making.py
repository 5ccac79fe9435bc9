"""Each may run twice."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.models import DraftFile, Release, ReleaseDraft
from analytics.releases.actions import publishing
from analytics.releases.draft import (
    REASON,
    Draft,
    EditedWords,
    File,
    MakingStep,
    UnableToReleaseError,
)
from analytics.releases.selectors import releases, studio

logger = logging.getLogger(__name__)
GIVEN_UP = (
    "Release of %s: %s tables of questions show of the year what its quarters tell and no more."
)
"""Protection did not finish in time."""
Prepare = Callable[[ReleaseDraft, EditedWords, Callable[[MakingStep], None]], Draft]
Write = Callable[[Draft], list[File]]


def make(*, number: int, prepare: Prepare, write: Write, by: Actor, at: datetime) -> None:
    found = ReleaseDraft.objects.filter(pk=number, release=None, cancelled_at=None).first()
    if found is None or found.step in {"", MakingStep.READY.value}:
        return
    changes = found.changes
    try:
        draft = prepare(
            found, studio.edited_words(found), lambda step: _note(number, changes, step)
        )
        _note(number, changes, MakingStep.WRITING)
        files = write(draft)
    except UnableToReleaseError as unable:
        _note(number, changes, MakingStep.REFUSED, refusal=unable.refusal.value)
        return
    if draft.given_up:
        logger.warning(GIVEN_UP, found.period, draft.given_up)
    if _keep(number, changes, draft, files):
        audit.record(
            AuditKind.RELEASE_MADE, target=found, by=by, at=at, period=found.period,
            version=found.version, files=len(files),
        )  # fmt: skip


def _note(number: int, changes: int, step: MakingStep, *, refusal: str = "") -> None:
    ReleaseDraft.objects.filter(pk=number, changes=changes).update(step=step.value, refusal=refusal)


@transaction.atomic
def _keep(number: int, changes: int, draft: Draft, files: list[File]) -> bool:
    row = ReleaseDraft.objects.select_for_update().filter(pk=number, changes=changes).first()
    if row is None or row.release_id is not None:
        return False
    row.files.all().delete()
    DraftFile.objects.bulk_create(
        DraftFile(
            draft=row,
            name=file.name,
            media_type=file.media_type,
            content=file.content,
            binary=file.binary,
            sha256=file.sha256,
        )
        for file in files
    )
    row.quality, row.known, row.filled_at = dict(draft.quality), dict(draft.known), draft.filled_at
    row.content_hash, row.step, row.refusal = files[-1].sha256, MakingStep.READY.value, ""
    row.save()
    return True


def publish_due(*, by: Actor, at: datetime) -> list[Release]:
    return [
        release
        for number in studio.due(at=at)
        if (release := _publish(number, by=by, at=at)) is not None
    ]


@transaction.atomic
def _publish(number: int, *, by: Actor, at: datetime) -> Release | None:
    draft = ReleaseDraft.objects.select_for_update().get(pk=number)
    if draft.release_id is not None or draft.approved_at is None or draft.cancelled_at is not None:
        return None
    try:
        releases.refuse_refreshed(draft.period, draft.filled_at)  # type: ignore[arg-type]
        releases.refuse_another_version(draft.period, draft.version)
    except UnableToReleaseError as unable:
        draft.step, draft.refusal = MakingStep.REFUSED.value, unable.refusal.value
        draft.approved_at, draft.approved_by, draft.approved_by_id = None, "", None
        draft.save()
        logger.warning("The release of %s could not go out: %s", draft, unable.refusal.value)
        return None
    return _release(draft, by=by, at=at)


def _release(draft: ReleaseDraft, *, by: Actor, at: datetime) -> Release:
    files = [
        File(name=one.name, media_type=one.media_type, content=one.content,
             binary=bytes(one.binary))
        for one in draft.files.order_by("pk")
    ]  # fmt: skip
    release = publishing.store_release(
        period=draft.period, version=draft.version, published_by=draft.proposed_by,
        approved_by=draft.approved_by,
        revision_note=draft.words.get("en", {}).get(REASON, "") if draft.version > 1 else "",
        quality=draft.quality or {}, known=draft.known or {}, files=files, by=by, at=at,
    )  # fmt: skip
    draft.release = release
    draft.save()
    draft.files.all().delete()
    return release
