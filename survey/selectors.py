"""Reads about instruments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.utils.timezone import localdate

from access.process_cache import cached_in_process
from survey.definition import serialising
from survey.definition.parsing import parse_definition
from survey.definition.types import Instrument
from survey.models import InstrumentDraft, InstrumentVersion

SHORT_CORE = "short-core"


class NoVersionInForceError(LookupError):
    """No version of the instrument is asked on the day."""


class InstrumentState(StrEnum):
    """Whether an address names a published version or a draft."""

    PUBLISHED = "published"
    DRAFT = "draft"


@dataclass(frozen=True)
class VersionOrDraft:
    """A published version or a draft: the row, and the instrument parsed from it."""

    instrument: Instrument
    row: InstrumentVersion | InstrumentDraft

    @property
    def version(self) -> InstrumentVersion | None:
        return self.row if isinstance(self.row, InstrumentVersion) else None

    @property
    def draft(self) -> InstrumentDraft | None:
        return self.row if isinstance(self.row, InstrumentDraft) else None

    @property
    def state(self) -> InstrumentState:
        return InstrumentState.DRAFT if self.draft else InstrumentState.PUBLISHED

    @property
    def is_retirable(self) -> bool:
        return self.version is not None and self.version.retired_at is None

    @property
    def is_proposed(self) -> bool:
        return self.draft is not None and self.draft.proposed_at is not None

    @property
    def is_proposable(self) -> bool:
        return self.draft is not None and self.draft.proposed_at is None

    def is_proposed_by(self, user_id: int) -> bool:
        return self.draft is not None and self.draft.proposed_by_id == user_id


class NoSuchInstrumentError(LookupError):
    """There is no published version, or no draft, of this code and version."""


class AlteredVersionError(Exception):
    """The definition of a published row does not match its content hash."""


def versions_in_force(*codes: str, on: date) -> dict[str, InstrumentVersion]:
    """By code, what version_in_force gives of each of which there is any."""
    found: dict[str, InstrumentVersion] = {}
    for row in _in_force(on).filter(code__in=codes):
        found.setdefault(row.code, row)
    return found


def _in_force(on: date) -> QuerySet[InstrumentVersion]:
    begun = InstrumentVersion.objects.defer("definition").filter(effective_from__lte=on)
    in_force = begun.filter(Q(retired_at__isnull=True) | Q(retired_at__date__gt=on))
    return in_force.order_by("-version", "-revision")


def version_in_force(code: str = SHORT_CORE, *, on: date) -> InstrumentVersion:
    """The version that is asked on a day: the highest that is effective by then and not retired.
    Raises NoVersionInForceError."""
    version = _in_force(on).filter(code=code).first()
    if version is None:
        message = f"No version of {code} is in force on {on}. Publish one: publish_instrument."
        raise NoVersionInForceError(message)
    return version


def version_number_asked_on(day: date, code: str) -> int:
    """The number of the version that is asked on a day; 0 where none is."""
    try:
        return version_in_force(code, on=day).version
    except NoVersionInForceError:
        return 0


@dataclass(frozen=True)
class VersionPeriod:
    """The days on which a version may be asked: from `first` up to but without `retired`, which is
    None while it is not retired."""

    pk: int
    first: date
    retired: date | None

    def is_asked_on(self, day: date) -> bool:
        return self.first <= day and (self.retired is None or self.retired > day)


def version_periods(code: str = SHORT_CORE) -> list[VersionPeriod]:
    """The period of every published revision, ordered by version and revision."""
    rows = InstrumentVersion.objects.filter(code=code).order_by("version", "revision")
    return [
        VersionPeriod(pk, first, localdate(retired) if retired else None)
        for pk, first, retired in rows.values_list("pk", "effective_from", "retired_at")
    ]


@cached_in_process
def version_starts(code: str = SHORT_CORE) -> Mapping[int, date]:
    rows = InstrumentVersion.objects.filter(code=code).exclude(
        retired_at__date__lte=F("effective_from")
    )
    return dict(rows.values_list("version").annotate(Min("effective_from")).order_by("version"))


def newest_revision(code: str, version: int) -> InstrumentVersion | None:
    """The newest revision of a version, retired or not; None where it was never published."""
    revisions = InstrumentVersion.objects.filter(code=code, version=version)
    return revisions.order_by("-revision").first()


def other_published_instruments(code: str, version: int) -> list[Instrument]:
    """All other versions that were ever published, of all instruments, oldest first: with them, a
    question's code must keep its meaning."""
    others = InstrumentVersion.objects.filter(revision=1).exclude(code=code, version=version)
    return [instrument(other) for other in others.order_by("published_at", "pk")]


def instrument(version: InstrumentVersion) -> Instrument:
    """The instrument of a published row. Raises AlteredVersionError where the row was changed after
    publishing."""
    return _parsed(version.pk, version.revision, version.content_hash)


@cached_in_process
def published_row(pk: int) -> InstrumentVersion:
    """A published row without its definition, which instrument() parses."""
    return InstrumentVersion.objects.defer("definition").get(pk=pk)


def current_instrument(on: date) -> Instrument:
    """The short core that is asked on a day. Raises NoVersionInForceError."""
    return instrument(version_in_force(on=on))


def all_versions() -> list[InstrumentVersion]:
    """Every published row, by code, the newest first."""
    rows = InstrumentVersion.objects.select_related("proposed_by", "confirmed_by")
    drafts = rows.defer("definition").annotate(draft_languages=F("definition__drafts"))
    return list(drafts.order_by("code", "-version", "-revision"))


def all_drafts() -> list[InstrumentDraft]:
    drafts = InstrumentDraft.objects.select_related("proposed_by")
    return list(drafts.order_by("code", "-version"))


def published(code: str, version: int, revision: int | None = None) -> InstrumentVersion:
    """A published row: the named revision, or else the newest. Raises NoSuchInstrumentError."""
    rows = InstrumentVersion.objects.filter(code=code, version=version)
    if revision is not None:
        rows = rows.filter(revision=revision)
    if (row := rows.order_by("-revision").first()) is None:
        raise NoSuchInstrumentError
    return row


def draft(code: str, version: int) -> InstrumentDraft:
    """The draft of a version. Raises NoSuchInstrumentError."""
    row = InstrumentDraft.objects.filter(code=code, version=version).first()
    if row is None:
        raise NoSuchInstrumentError
    return row


def find(state: str, code: str, version: int) -> VersionOrDraft:
    """The version or draft that an address names. Raises NoSuchInstrumentError, also for a state
    that is neither."""
    if state == InstrumentState.DRAFT:
        row = draft(code, version)
        return VersionOrDraft(draft_instrument(row), row)
    if state != InstrumentState.PUBLISHED:
        raise NoSuchInstrumentError
    published_row = published(code, version)
    return VersionOrDraft(instrument(published_row), published_row)


def exists(state: InstrumentState, code: str, version: int) -> bool:
    model = InstrumentDraft if state is InstrumentState.DRAFT else InstrumentVersion
    return model.objects.filter(code=code, version=version).exists()


def is_proposed(code: str, version: int) -> bool:
    drafts = InstrumentDraft.objects.filter(code=code, version=version)
    return drafts.filter(proposed_at__isnull=False).exists()


def find_predecessor(found: VersionOrDraft) -> VersionOrDraft | None:
    """Return the previously published version, or None."""
    own = found.instrument
    revision = own.revision if found.version else None
    same = (
        Q(version=own.version)
        if revision is None
        else Q(version=own.version, revision__lt=revision)
    )
    rows = InstrumentVersion.objects.filter(Q(version__lt=own.version) | same, code=own.code)
    row = rows.order_by("-version", "-revision").first()
    return VersionOrDraft(instrument(row), row) if row else None


@dataclass(frozen=True)
class _DraftContent:
    """The definition of a draft with its content hash, which alone is compared: a key for the
    cache that holds even if the draft is saved again or discarded."""

    content_hash: str
    definition: Mapping[str, Any] = field(compare=False)


def draft_instrument(row: InstrumentDraft) -> Instrument:
    """The instrument of a draft."""
    return _parsed_draft(_DraftContent(row.content_hash, row.definition))


@lru_cache(maxsize=16)
def _parsed_draft(content: _DraftContent) -> Instrument:
    return parse_definition(content.definition)


@lru_cache(maxsize=64)
def _parsed(pk: int, revision: int, content_hash: str) -> Instrument:
    version = InstrumentVersion.objects.get(pk=pk, revision=revision)
    parsed = parse_definition(version.definition)
    if serialising.content_hash(parsed) != content_hash:
        message = f"{version} was altered after it was published: restore it from a backup."
        raise AlteredVersionError(message)
    return parsed
