"""A release before it is published. Pure, and without importing the linear programmes of its
audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analytics.releases.tables import FigureLine, ResponseLine

QualityFacts = Mapping[str, Any]


class UnableToReleaseError(Exception):
    """Why a quarter cannot be released, in words for the person who asked."""


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
    record: QualityFacts
    """By the name of a file, what is frozen beside the figures (analytics.releases.record)."""
    filled_at: datetime
    """When the figures it was made from were filled."""


@dataclass(frozen=True, kw_only=True)
class File:
    name: str
    media_type: str
    content: str
