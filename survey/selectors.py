"""Reads about instruments. They belong to no force and tell of no person: whoever may open a page
about them sees them all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db.models import F, Q
from django.utils.timezone import localdate

from survey.definition import serialising
from survey.definition.parsing import parse_definition
from survey.definition.types import Instrument
from survey.models import InstrumentDraft, InstrumentVersion

SHORT_CORE = "short-core"


class NoVersionInForceError(LookupError):
    """No version of the instrument is published for the day."""


class State(StrEnum):
    """What an address can point at."""

    PUBLISHED = "published"
    DRAFT = "draft"


@dataclass(frozen=True)
class Found:
    """A published version or a draft: the one row, and the instrument in it."""

    instrument: Instrument
    row: InstrumentVersion | InstrumentDraft

    @property
    def version(self) -> InstrumentVersion | None:
        return self.row if isinstance(self.row, InstrumentVersion) else None

    @property
    def draft(self) -> InstrumentDraft | None:
        return self.row if isinstance(self.row, InstrumentDraft) else None

    @property
    def state(self) -> State:
        return State.DRAFT if self.draft else State.PUBLISHED

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
    """There is no published version and no draft of that code and number."""


class AlteredVersionError(Exception):
    """A published row is no longer what was published."""


def version_in_force(code: str = SHORT_CORE, *, on: date) -> InstrumentVersion:
    """The version that is asked on a day: the highest published by then and not retired. Without
    its texts, which every page would read anew.

    Raises NoVersionInForceError."""
    version = (
        InstrumentVersion.objects.defer("definition")
        .filter(code=code, effective_from__lte=on)
        .filter(Q(retired_at__isnull=True) | Q(retired_at__date__gt=on))
        .order_by("-version", "-revision")
        .first()
    )
    if version is None:
        message = f"No version of {code} is in force on {on}. Publish one: publish_instrument."
        raise NoVersionInForceError(message)
    return version


def asked_on(day: date, code: str) -> int:
    """The number of the version that is asked, or 0."""
    try:
        return version_in_force(code, on=day).version
    except NoVersionInForceError:
        return 0


@dataclass(frozen=True)
class Reign:
    """From which day on a version is asked, up to the day it was retired."""

    pk: int
    first: date
    retired: date | None

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.retired is None or self.retired > on)


def reigns(code: str = SHORT_CORE) -> list[Reign]:
    """Of every version of an instrument. On a day that several hold, the last is asked."""
    rows = InstrumentVersion.objects.filter(code=code).order_by("version", "revision")
    return [
        Reign(pk, first, localdate(retired) if retired else None)
        for pk, first, retired in rows.values_list("pk", "effective_from", "retired_at")
    ]


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
    """Every published row, by code, the newest first; without its texts, but with the languages
    that were drafts."""
    rows = InstrumentVersion.objects.select_related("proposed_by", "confirmed_by")
    drafts = rows.defer("definition").annotate(draft_languages=F("definition__drafts"))
    return list(drafts.order_by("code", "-version", "-revision"))


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


def draft(code: str, version: int) -> InstrumentDraft:
    """Raises NoSuchInstrumentError."""
    row = InstrumentDraft.objects.filter(code=code, version=version).first()
    if row is None:
        raise NoSuchInstrumentError
    return row


def find(state: str, code: str, version: int) -> Found:
    """Raises NoSuchInstrumentError."""
    if state == State.DRAFT:
        row = draft(code, version)
        return Found(draft_instrument(row), row)
    if state != State.PUBLISHED:
        raise NoSuchInstrumentError
    published_row = published(code, version)
    return Found(instrument(published_row), published_row)


def exists(state: State, code: str, version: int) -> bool:
    model = InstrumentDraft if state is State.DRAFT else InstrumentVersion
    return model.objects.filter(code=code, version=version).exists()


def find_before(found: Found) -> Found | None:
    """What was published before it: of a draft the same version if there is one, of a revision the
    one before, else the version before."""
    own = found.instrument
    revision = own.revision if found.version else None
    same = (
        Q(version=own.version)
        if revision is None
        else Q(version=own.version, revision__lt=revision)
    )
    rows = InstrumentVersion.objects.filter(Q(version__lt=own.version) | same, code=own.code)
    row = rows.order_by("-version", "-revision").first()
    return Found(instrument(row), row) if row else None


@dataclass(frozen=True)
class _Written:
    """What a draft held when its row was read. Its content hash alone says which it is, so that it
    may have been saved anew or discarded since."""

    content_hash: str
    definition: Mapping[str, Any] = field(compare=False)


def draft_instrument(row: InstrumentDraft) -> Instrument:
    """The instrument of a draft as the row says; the same content is parsed once a process."""
    return _parsed_draft(_Written(row.content_hash, row.definition))


@lru_cache(maxsize=16)
def _parsed_draft(written: _Written) -> Instrument:
    return parse_definition(written.definition)


@lru_cache(maxsize=64)
def _parsed(pk: int, revision: int, content_hash: str) -> Instrument:
    version = InstrumentVersion.objects.get(pk=pk, revision=revision)
    parsed = parse_definition(version.definition)
    if serialising.content_hash(parsed) != content_hash:
        message = f"{version} was altered after it was published: restore it from a backup."
        raise AlteredVersionError(message)
    return parsed
