"""Table of the data-quality series."""

from dataclasses import dataclass

from analytics.alerts.artefacts import Artefact


@dataclass(frozen=True, kw_only=True)
class ShareMeasure:
    artefact: Artefact
    part: str
    whole: str
    lag: int = 0
    has_levels: bool = False


SHARES = (
    ShareMeasure(artefact=Artefact.RESPONSE, part="answered_soon", whole="asked", lag=2),
    ShareMeasure(artefact=Artefact.SKIPPING, part="skipped", whole="answered"),
    ShareMeasure(artefact=Artefact.TIME_TAKEN, part="quick", whole="answered"),
    ShareMeasure(artefact=Artefact.EXCLUSIONS, part="excluded", whole="decided", lag=3),
    ShareMeasure(artefact=Artefact.MISSING_PHONES, part="unreachable", whole="decided", lag=3),
    ShareMeasure(artefact=Artefact.SEND_DELAY, part="asked_late", whole="asked_first"),
    ShareMeasure(artefact=Artefact.MODE_MIX, part="mode", whole="answered", has_levels=True),
    ShareMeasure(
        artefact=Artefact.LANGUAGE_MIX, part="language", whole="answered", has_levels=True
    ),
    ShareMeasure(artefact=Artefact.CASE_MIX, part="crime", whole="answered", has_levels=True),
    ShareMeasure(artefact=Artefact.CASE_MIX, part="stage", whole="answered", has_levels=True),
)


@dataclass(frozen=True, kw_only=True)
class CountMeasure:
    name: str
    of: str = ""
    lag: int = 0
    artefact: Artefact | None = None
    at_most: float = 1.0


COUNTS = (
    CountMeasure(name="withdrawn", of="answered"),
    CountMeasure(name="opted_out", of="asked"),
    CountMeasure(name="complaint_live", of="decided", lag=3),
    CountMeasure(name="asked", artefact=Artefact.SMALL_FILE, at_most=0.6),
)


@dataclass(frozen=True, kw_only=True)
class GapMeasure:
    name: str
    touched_after: int
    touched_until: int
    lag: int = 0
    is_by_files: bool = False
    """One file is enough; a week without a file is no gap if most weeks had none."""


GAPS = (
    GapMeasure(name="files", touched_after=2, touched_until=6, is_by_files=True),
    GapMeasure(name="asked", touched_after=2, touched_until=4),
    GapMeasure(name="asked_first", touched_after=2, touched_until=4),
    GapMeasure(name="reported", touched_after=3, touched_until=8, lag=2),
)
BETWEEN = ":"
"""Separates a count and its level in one name."""
