"""A release before it is one. Pure, and free of the linear programmes that it stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analytics.disclosure.counts import StoredSuppression
from analytics.releases.tables import FigureRow, ResponseRow

Facts = Mapping[str, Any]


class UnableToPublishError(Exception):
    """Why a quarter cannot be released, in words for whoever asked."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    period: str
    version: int
    revision_note: str
    figures: Sequence[FigureRow]
    responses: Sequence[ResponseRow]
    quality: Facts
    known: Facts
    """All that was counted, for the audit of the next version."""
    kept: StoredSuppression
    filled_at: datetime
    """When the figures were filled that it was made from."""


@dataclass(frozen=True, kw_only=True)
class File:
    name: str
    media_type: str
    content: str
