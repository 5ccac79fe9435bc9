from datetime import datetime

from django.utils.timezone import localdate

from access.models import Continuity
from analytics.models import Release
from analytics.public_site.frozen import FrozenFile, PublicRelease


def public_releases(*, at: datetime) -> list[PublicRelease]:
    rows = Release.objects.defer("known").filter(published_at__lte=at).prefetch_related("files")
    found = list(rows.order_by("-period", "-version"))
    latest: dict[str, int] = {}
    for row in found:
        latest.setdefault(row.period, row.version)
    return [_public(row, latest[row.period]) for row in found]


def _public(release: Release, latest_version: int) -> PublicRelease:
    return PublicRelease(
        period=release.period,
        version=release.version,
        published_on=localdate(release.published_at),
        revision_note=release.revision_note,
        is_simulated=release.is_simulated,
        quality=release.quality,
        files={
            file.name: FrozenFile(
                name=file.name,
                media_type=file.media_type,
                content=file.body,
                sha256=file.sha256,
            )
            for file in sorted(release.files.all(), key=lambda file: file.name)
        },
        latest_version=latest_version,
    )


def is_outdated_copy() -> bool:
    return Continuity.objects.filter(held_at__isnull=False).exists()
