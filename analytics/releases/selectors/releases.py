"""Reads of published releases."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from access.viewer import Viewer
from analytics.figures.selectors.shown import NUL
from analytics.models import Release, ReleaseFile, WeightRun
from analytics.releases.draft import ReleaseRefusal, UnableToReleaseError


def releases_for(viewer: Viewer) -> QuerySet[Release]:
    """Every version of every quarter, the latest first. Releases are public; their pages here are
    for national staff."""
    return (
        Release.objects.defer("known", "quality").order_by("-period", "-version")
        if viewer.is_national
        else Release.objects.none()
    )


def with_files(found: QuerySet[Release]) -> QuerySet[Release]:
    """With the names and sums of their files, by name, from an index that holds these: SQLite would
    read past all that a file says to its sum."""
    files = ReleaseFile.objects.only("release", "name", "sha256").order_by("name")
    return found.prefetch_related(Prefetch("files", files))


def release_for(viewer: Viewer, *, period: str, version: int) -> Release:
    """Release.DoesNotExist where there is none, or the viewer may not see it."""
    if NUL in period:
        raise Release.DoesNotExist
    return with_files(releases_for(viewer)).get(period=period, version=version)


def file_of(viewer: Viewer, *, period: str, version: int, name: str) -> ReleaseFile:
    """Release.DoesNotExist or ReleaseFile.DoesNotExist where there is none."""
    release = release_for(viewer, period=period, version=version)
    if NUL in name:
        raise ReleaseFile.DoesNotExist
    return release.files.get(name=name)


def later_versions(release: Release) -> list[Release]:
    """What replaced a release, the latest first."""
    later = Release.objects.filter(period=release.period, version__gt=release.version)
    return list(later.defer("known", "quality").order_by("-version"))


def versions(period: str) -> list[Release]:
    """The versions of a release with everything that was counted; not for pages."""
    return list(Release.objects.filter(period=period).order_by("version"))


def telling_of(periods: Iterable[str]) -> list[Release]:
    """The releases that tell of one of these quarters or years: a quarter's versions, and that of
    the year which it is a part of. With everything that was counted; not for pages."""
    told = Q()
    for period in periods:
        told |= Q(known__has_key=period)
    return list(Release.objects.filter(told).order_by("period", "version"))


def latest_filling(period: str) -> datetime:
    latest = WeightRun.objects.filter(period=period).order_by("-filled_at").first()
    if latest is None:
        message = f"{period} has no figures. Run: manage.py refill_figures --period {period}"
        raise UnableToReleaseError(message, ReleaseRefusal.NO_FIGURES)
    return latest.filled_at


def refuse_filled_anew(period: str, filled_at: datetime) -> None:
    """Raises UnableToReleaseError where the figures are others than those that were read."""
    if latest_filling(period) != filled_at:
        message = f"The figures of {period} were filled anew meanwhile: begin again."
        raise UnableToReleaseError(message, ReleaseRefusal.FILLED_ANEW)


def refuse_another_version(period: str, version: int) -> None:
    """Raises UnableToReleaseError where another version went out."""
    if version != len(versions(period)) + 1:
        message = f"Another version of {period} went out meanwhile: begin again."
        raise UnableToReleaseError(message, ReleaseRefusal.ANOTHER_VERSION)
