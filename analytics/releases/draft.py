import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from analytics.releases.tables import FigureLine, ResponseLine
from ui.formatting import WELSH

QualityFacts = Mapping[str, Any]


LONDON = ZoneInfo("Europe/London")
PUBLISHED_AT = time(9, 30)
NOTICE = timedelta(weeks=4)
"""The Code of Practice for Statistics asks for this much notice of a first version.

A correction is published as soon as possible.
"""
EARLY = timedelta(hours=24)
"""Named readers may read a release this long before publication."""


def publish_at(day: date) -> datetime:
    return datetime.combine(day, PUBLISHED_AT, tzinfo=LONDON)


class ReleaseRefusal(StrEnum):
    NO_FIGURES = "no_figures"
    NOT_OVER = "not_over"
    NOT_CLOSED = "not_closed"
    SAYS_NO_REASON = "says_no_reason"
    NOTHING_TO_REVISE = "nothing_to_revise"
    NARROWED = "narrowed"
    TELLS_OF_FEW = "find_disclosive"
    HIDDEN_FROM_STAFF = "hidden_from_staff"
    FILLED_ANEW = "filled_anew"
    ANOTHER_VERSION = "another_version"
    NEEDS_ANOTHER = "needs_another"


class UnableToReleaseError(Exception):
    def __init__(self, message: str, refusal: ReleaseRefusal) -> None:
        super().__init__(message)
        self.refusal = refusal


class MakingStep(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    QUARTER = "quarter"
    YEAR = "year"
    JUDGING = "judging"
    WRITING = "writing"
    READY = "ready"
    REFUSED = "refused"


class ReleaseKind(StrEnum):
    """A correction mends an error in a published version; an announced revision adds later data."""

    FIRST = "first"
    CORRECTION = "correction"
    REVISION = "revision"


class QualityField(StrEnum):
    METHOD = "method"
    RELEVANCE = "relevance"
    ACCURACY = "accuracy"
    TIMELINESS = "timeliness"
    COHERENCE = "coherence"
    LIMITS = "limits"


CONTACT, REASON = "contact", "reason"
LANGUAGES = ("en", "cy")


class CalendarReason(NamedTuple):
    english: str
    welsh: str

    def in_language(self, language: str) -> str:
        """Fall back to English if there is no Welsh, as for older reasons."""
        return self.welsh or self.english if language == WELSH else self.english


@dataclass(frozen=True, kw_only=True)
class EditedWords:
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reason: Mapping[str, str] = field(default_factory=dict)
    kind: ReleaseKind = ReleaseKind.FIRST
    contact_name: Mapping[str, str] = field(default_factory=dict)
    contact_email: str = ""
    publish_on: date | None = None
    next_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    period: str
    version: int
    revision_note: str
    figures: Sequence[FigureLine]
    responses: Sequence[ResponseLine]
    quality: QualityFacts
    known: QualityFacts
    """Published cells and what was counted in them, for the next version."""
    filled_at: datetime
    """When the figures it was made from were refreshed."""
    edited: EditedWords = field(default_factory=EditedWords)
    record: QualityFacts = field(default_factory=dict)
    """Frozen records by file name (analytics.releases.record)."""
    given_up: int = 0
    """Tables of questions that show less of the year than they could."""


@dataclass(frozen=True, kw_only=True)
class File:
    name: str
    media_type: str
    content: str = ""
    binary: bytes = b""

    @property
    def body(self) -> bytes:
        return self.binary or self.content.encode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()
