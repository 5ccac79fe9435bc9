"""Which series are made of how answers came about: the one table of them. Pure.

A share is a count of responses.extract_weeks over another; a count is looked at beside what it
comes from. One more of either is one row here and one count there."""

from dataclasses import dataclass

from analytics.alerts.artefacts import Artefact


@dataclass(frozen=True, kw_only=True)
class ShareMeasure:
    """With `has_levels` each level of `part` is a series. A week counts after `lag` more, when it
    is known."""

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
    """`of` is what it comes from; empty where it stands alone. One with an `artefact` is told as
    that, and only where no more than the part `at_most` of what was expected came."""

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
    """A count of which a force has some every week. Answers are touched from so many weeks after
    the beginning of a gap to so many after its end: who was asked before it still answers in it.
    Of a force the first that has a gap is told: later stages are asked about from older files."""

    name: str
    touched_after: int
    touched_until: int
    lag: int = 0
    is_by_files: bool = False
    """Of files one is enough, and none is a gap where there was one in most weeks."""


GAPS = (
    GapMeasure(name="files", touched_after=2, touched_until=6, is_by_files=True),
    GapMeasure(name="asked", touched_after=2, touched_until=4),
    GapMeasure(name="asked_first", touched_after=2, touched_until=4),
    GapMeasure(name="reported", touched_after=3, touched_until=8, lag=2),
)
BETWEEN = ":"
"""Between a count and its level, where both are one name."""
