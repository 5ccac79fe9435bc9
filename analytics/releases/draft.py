"""A release before it is published. Pure, and without importing the linear programmes of its
audit."""

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
"""How long before a first version its day is announced, after the Code of Practice for Statistics.
A correction is published as soon as it can be."""
EARLY = timedelta(hours=24)
"""How long before a release those who are named may read it."""


def publish_at(day: date) -> datetime:
    """9:30 in London on a day, in summer and in winter."""
    return datetime.combine(day, PUBLISHED_AT, tzinfo=LONDON)


class ReleaseRefusal(StrEnum):
    """Why a quarter cannot be released."""

    NO_FIGURES = "no_figures"
    NOT_OVER = "not_over"
    NOT_CLOSED = "not_closed"
    SAYS_NO_REASON = "says_no_reason"
    NOTHING_TO_REVISE = "nothing_to_revise"
    NARROWED = "narrowed"
    TELLS_OF_FEW = "tells_of_few"
    HIDDEN_FROM_STAFF = "hidden_from_staff"
    FILLED_ANEW = "filled_anew"
    ANOTHER_VERSION = "another_version"
    NEEDS_ANOTHER = "needs_another"


class UnableToReleaseError(Exception):
    """Why a quarter cannot be released, in words for the person who asked."""

    def __init__(self, message: str, refusal: ReleaseRefusal) -> None:
        super().__init__(message)
        self.refusal = refusal


class MakingStep(StrEnum):
    """How far the making of a release has come, in order; it ends ready or refused."""

    WAITING = "waiting"
    READING = "reading"
    QUARTER = "quarter"
    YEAR = "year"
    JUDGING = "judging"
    WRITING = "writing"
    READY = "ready"
    REFUSED = "refused"


class ReleaseKind(StrEnum):
    """A correction mends what was wrong in a version that is out; a revision counts what has come
    to be known since, as was announced."""

    FIRST = "first"
    CORRECTION = "correction"
    REVISION = "revision"


class QualityField(StrEnum):
    """What people write of a release, in English and Welsh; nothing is published while one is
    empty. After the dimensions of quality of the European Statistical System."""

    METHOD = "method"
    RELEVANCE = "relevance"
    ACCURACY = "accuracy"
    TIMELINESS = "timeliness"
    COHERENCE = "coherence"
    LIMITS = "limits"


CONTACT, REASON = "contact", "reason"
LANGUAGES = ("en", "cy")


class CalendarReason(NamedTuple):
    """Why a day in the calendar was changed or taken out, as everybody reads it."""

    english: str
    welsh: str

    def told(self, language: str) -> str:
        """The words in a language; in English where no Welsh was written, as before it was asked
        for."""
        return self.welsh or self.english if language == WELSH else self.english


@dataclass(frozen=True, kw_only=True)
class EditedWords:
    """What people wrote of a release, by language. `reason` is that of a correction or revision.
    A rehearsal by command has none."""

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
    """What was counted at each place that is shown, for the next version."""
    filled_at: datetime
    """When the figures it was made from were filled."""
    edited: EditedWords = field(default_factory=EditedWords)
    record: QualityFacts = field(default_factory=dict)
    """By the name of a file, what is frozen beside the figures (analytics.releases.record)."""
    given_up: int = 0
    """Tables of questions of which less of the year is shown than may be."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file of a release: its text, or its bytes where it is none."""

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
