"""Publishes a release: permanently, in one transaction, with its files."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from access.webhooks.events import WebhookEvent, happened
from analytics.models import Release, ReleaseFile
from analytics.releases.draft import Draft, File, Refusal, UnableToReleaseError
from analytics.releases.selectors import releases


@transaction.atomic
def publish_release(
    *, draft: Draft, files: Iterable[File], approved_by: str, by: Actor, at: datetime
) -> Release:
    """Store a draft that passed the gate as a release. Raises UnableToReleaseError if the figures
    were filled again, or another version was published, since the draft was made, or if nobody else
    has read a correction."""
    _refuse_outdated(draft)
    if draft.version > 1 and not approved_by:
        message = "A correction takes two people: say who has read it, by --approved-by."
        raise UnableToReleaseError(message, Refusal.NEEDS_ANOTHER)
    release = Release.objects.create(
        period=draft.period,
        version=draft.version,
        published_at=at,
        published_by=by.name,
        approved_by=approved_by,
        revision_note=draft.revision_note,
        is_simulated=access_selectors.is_simulated(),
        quality=draft.quality,
        known=draft.known,
    )
    store_files(release, files)
    audit.record(
        AuditKind.RELEASE_PUBLISHED, target=release, by=by, at=at, period=draft.period,
        version=draft.version, approved_by=approved_by, figures=len(draft.figures),
    )  # fmt: skip
    tell_systems(release, at=at)
    return release


def tell_systems(release: Release, *, at: datetime) -> None:
    page = ("analytics:release", release.period, release.version)
    happened(WebhookEvent.RELEASE_PUBLISHED, number=release.pk, page=page, at=at)


def _refuse_outdated(draft: Draft) -> None:
    refuse_filled_anew(draft.period, draft.filled_at)
    refuse_another_version(draft.period, draft.version)


def refuse_filled_anew(period: str, filled_at: datetime) -> None:
    if releases.latest_filling(period) != filled_at:
        message = f"The figures of {period} were filled anew meanwhile: begin again."
        raise UnableToReleaseError(message, Refusal.FILLED_ANEW)


def refuse_another_version(period: str, version: int) -> None:
    if version != len(releases.versions(period)) + 1:
        message = f"Another version of {period} went out meanwhile: begin again."
        raise UnableToReleaseError(message, Refusal.ANOTHER_VERSION)


def store_files(release: Release, files: Iterable[File]) -> None:
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
