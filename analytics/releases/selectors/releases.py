from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from access.viewer import Viewer
from analytics.figures.selectors.shown import NUL
from analytics.items import headline
from analytics.models import Release, ReleaseFile, WeightRun
from analytics.releases import content, reading
from analytics.releases.content import FrozenRelease
from analytics.releases.draft import ReleaseRefusal, UnableToReleaseError
from ui.formatting import WELSH


class NoFrozenContentError(LookupError):
    pass


def content_of(release: Release, language: str, *, question: str) -> FrozenRelease:
    """The headline's if there is no such question. Raises NoFrozenContentError."""
    file = release.files.filter(name=content.NAME).first()
    if file is None:
        raise NoFrozenContentError
    return reading.read_release(
        file.content,
        language=WELSH if language == WELSH else "en",
        published_on=localdate(release.published_at),
        national_items={question, headline().code},
    )


def releases_for(viewer: Viewer) -> QuerySet[Release]:
    return (
        Release.objects.defer("known", "quality").order_by("-period", "-version")
        if viewer.is_national
        else Release.objects.none()
    )


def with_files(found: QuerySet[Release]) -> QuerySet[Release]:
    files = ReleaseFile.objects.only("release", "name", "sha256").order_by("name")
    return found.prefetch_related(Prefetch("files", files))


def release_for(viewer: Viewer, *, period: str, version: int) -> Release:
    """Raises Release.DoesNotExist if there is none or it is out of reach."""
    if NUL in period:
        raise Release.DoesNotExist
    return with_files(releases_for(viewer)).get(period=period, version=version)


def file_of(viewer: Viewer, *, period: str, version: int, name: str) -> ReleaseFile:
    """Raises Release.DoesNotExist or ReleaseFile.DoesNotExist."""
    release = release_for(viewer, period=period, version=version)
    if NUL in name:
        raise ReleaseFile.DoesNotExist
    return release.files.get(name=name)


def later_versions(release: Release) -> list[Release]:
    later = Release.objects.filter(period=release.period, version__gt=release.version)
    return list(later.defer("known", "quality").order_by("-version"))


def versions(period: str) -> list[Release]:
    """Too heavy for pages."""
    return list(Release.objects.filter(period=period).order_by("version"))


def releases_with_counts(periods: Iterable[str]) -> list[Release]:
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


def refuse_refreshed(period: str, filled_at: datetime) -> None:
    if latest_filling(period) != filled_at:
        message = f"The figures of {period} were filled anew meanwhile: begin again."
        raise UnableToReleaseError(message, ReleaseRefusal.FILLED_ANEW)


def refuse_another_version(period: str, version: int) -> None:
    if version != len(versions(period)) + 1:
        message = f"Another version of {period} went out meanwhile: begin again."
        raise UnableToReleaseError(message, ReleaseRefusal.ANOTHER_VERSION)
