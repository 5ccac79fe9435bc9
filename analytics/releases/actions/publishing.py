from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from access.webhooks.events import WebhookEvent, happened
from analytics.models import Release, ReleaseFile
from analytics.releases.draft import (
    Draft,
    File,
    QualityFacts,
    ReleaseRefusal,
    UnableToReleaseError,
)
from analytics.releases.selectors import releases


@transaction.atomic
def publish_release(
    *, draft: Draft, files: Iterable[File], approved_by: str, by: Actor, at: datetime
) -> Release:
    """Raises UnableToReleaseError if the figures were refreshed or another version was published
    since, or if no second person has read a correction."""
    releases.refuse_refreshed(draft.period, draft.filled_at)
    releases.refuse_another_version(draft.period, draft.version)
    if draft.version > 1 and not approved_by:
        message = "A correction takes two people: say who has read it, by --approved-by."
        raise UnableToReleaseError(message, ReleaseRefusal.NEEDS_ANOTHER)
    return store_release(
        period=draft.period, version=draft.version, published_by=by.name,
        approved_by=approved_by, revision_note=draft.revision_note, quality=draft.quality,
        known=draft.known, files=files, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def store_release(
    *,
    period: str,
    version: int,
    published_by: str,
    approved_by: str,
    revision_note: str,
    quality: QualityFacts,
    known: QualityFacts,
    files: Iterable[File],
    by: Actor,
    at: datetime,
) -> Release:
    release = Release.objects.create(
        period=period, version=version, published_at=at, published_by=published_by,
        approved_by=approved_by, revision_note=revision_note,
        is_simulated=access_selectors.is_simulated(), quality=quality, known=known,
    )  # fmt: skip
    ReleaseFile.objects.bulk_create(
        ReleaseFile(
            release=release,
            name=file.name,
            media_type=file.media_type,
            content=file.content,
            binary=file.binary,
            sha256=file.sha256,
        )
        for file in files
    )
    audit.record(
        AuditKind.RELEASE_PUBLISHED, target=release, by=by, at=at, period=period,
        version=version, approved_by=approved_by,
    )  # fmt: skip
    page = ("analytics:release", period, version)
    happened(WebhookEvent.RELEASE_PUBLISHED, number=release.pk, page=page, at=at)
    return release
