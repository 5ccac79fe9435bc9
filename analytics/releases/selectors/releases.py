"""Reads of published releases."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from access.viewer import Viewer
from analytics.figures.selectors.shown import NUL
from analytics.models import Release, ReleaseFile, WeightRun
from analytics.releases.draft import UnableToReleaseError


def releases_for(viewer: Viewer) -> QuerySet[Release]:
    """Every version of every quarter, the latest first. Releases are public; their pages here are
    for national staff."""
    return (
        Release.objects.defer("known", "quality")
        .prefetch_related("files")
        .order_by("-period", "-version")
        if viewer.is_national
        else Release.objects.none()
    )


def release_for(viewer: Viewer, *, period: str, version: int) -> Release:
    """Release.DoesNotExist where there is none, or the viewer may not see it."""
    if NUL in period:
        raise Release.DoesNotExist
    return releases_for(viewer).defer("known").get(period=period, version=version)


def file_of(viewer: Viewer, *, period: str, version: int, name: str) -> ReleaseFile:
    """Release.DoesNotExist or ReleaseFile.DoesNotExist where there is none."""
    release = release_for(viewer, period=period, version=version)
    if NUL in name:
        raise ReleaseFile.DoesNotExist
    return release.files.get(name=name)


def versions(period: str) -> list[Release]:
    """With everything that was counted; not for pages."""
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
        raise UnableToReleaseError(message)
    return latest.filled_at
