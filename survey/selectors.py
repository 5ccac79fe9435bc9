"""Reads about instruments. They belong to no force and tell of no person: whoever may open a page
about them sees them all."""

from datetime import date
from functools import lru_cache

from django.db.models import Q

from survey import stored_form
from survey.definition import Instrument
from survey.models import InstrumentDraft, InstrumentVersion
from survey.parsing import parse_definition

SHORT_CORE = "short-core"


class NoVersionInForceError(LookupError):
    """No version of the instrument is published for the day."""


class NoSuchInstrumentError(LookupError):
    """There is no published version and no draft of that code and number."""


class AlteredVersionError(Exception):
    """A published row is no longer what was published."""


def version_in_force(code: str = SHORT_CORE, *, on: date) -> InstrumentVersion:
    """The version that is asked on a day: the highest published by then and not retired.

    Raises NoVersionInForceError."""
    version = (
        InstrumentVersion.objects.filter(code=code, effective_from__lte=on)
        .filter(Q(retired_at__isnull=True) | Q(retired_at__date__gt=on))
        .order_by("-version", "-revision")
        .first()
    )
    if version is None:
        message = f"No version of {code} is in force on {on}. Publish one: publish_instrument."
        raise NoVersionInForceError(message)
    return version


def newest_revision(code: str, version: int) -> InstrumentVersion | None:
    """The last published revision of a version, retired or not."""
    revisions = InstrumentVersion.objects.filter(code=code, version=version)
    return revisions.order_by("-revision").first()


def asked_besides(code: str, version: int) -> list[Instrument]:
    """Every other version of every instrument that was ever published: what a question's code
    stands for. Revisions of one version ask the same."""
    others = InstrumentVersion.objects.filter(revision=1).exclude(code=code, version=version)
    return [instrument(other) for other in others.order_by("published_at", "pk")]


def instrument(version: InstrumentVersion) -> Instrument:
    """The instrument of a published row. Rows never change, so each is parsed once a process.

    Raises AlteredVersionError when the row is not what was published."""
    return _parsed(version.pk, version.revision, version.content_hash)


def current_instrument(on: date) -> Instrument:
    return instrument(version_in_force(on=on))


def all_versions() -> list[InstrumentVersion]:
    """Every published row, by code, the newest first."""
    return list(
        InstrumentVersion.objects.select_related("proposed_by", "confirmed_by")
        .defer("definition")
        .order_by("code", "-version", "-revision")
    )


def all_drafts() -> list[InstrumentDraft]:
    drafts = InstrumentDraft.objects.select_related("proposed_by")
    return list(drafts.order_by("code", "-version"))


def published(code: str, version: int, revision: int | None = None) -> InstrumentVersion:
    """A published row; its newest revision where none is named.

    Raises NoSuchInstrumentError."""
    rows = InstrumentVersion.objects.filter(code=code, version=version)
    if revision is not None:
        rows = rows.filter(revision=revision)
    if (row := rows.order_by("-revision").first()) is None:
        raise NoSuchInstrumentError
    return row


def published_before(version: InstrumentVersion) -> InstrumentVersion | None:
    """The revision, or else the version, that this one followed."""
    earlier = InstrumentVersion.objects.filter(code=version.code).filter(
        Q(version__lt=version.version) | Q(version=version.version, revision__lt=version.revision)
    )
    return earlier.order_by("-version", "-revision").first()


def newest_published(code: str) -> InstrumentVersion | None:
    rows = InstrumentVersion.objects.filter(code=code)
    return rows.order_by("-version", "-revision").first()


def draft(code: str, version: int) -> InstrumentDraft:
    """Raises NoSuchInstrumentError."""
    row = InstrumentDraft.objects.filter(code=code, version=version).first()
    if row is None:
        raise NoSuchInstrumentError
    return row


def draft_instrument(row: InstrumentDraft) -> Instrument:
    return parse_definition(row.definition)


@lru_cache(maxsize=64)
def _parsed(pk: int, revision: int, content_hash: str) -> Instrument:
    version = InstrumentVersion.objects.get(pk=pk, revision=revision)
    parsed = parse_definition(version.definition)
    if stored_form.content_hash(parsed) != content_hash:
        message = f"{version} was altered after it was published: restore it from a backup."
        raise AlteredVersionError(message)
    return parsed
