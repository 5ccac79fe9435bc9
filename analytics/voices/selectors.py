"""What relatives, and those who answer in another's place, are asked and what is told of them: of
the nation, by year."""

from collections.abc import Mapping
from datetime import datetime

from analytics.models import VoiceYear
from analytics.refresh import closed_years
from analytics.voices import storing
from analytics.voices.counting import VoiceFigures
from responses.extract_rows import VOICES
from survey import selectors as survey_selectors
from survey.definition.types import Meaning, Question
from survey.models import InstrumentVersion


def voices_of(period: str | None) -> VoiceFigures | None:
    """None where the year was not counted."""
    row = VoiceYear.objects.filter(period=period).first() if period else None
    return storing.unpacked(row.figures) if row else None


def years_to_count(*, at: datetime) -> list[str]:
    """Oldest first: their four quarters have closed, and nothing of them was counted."""
    known = VoiceYear.objects.values_list("period", flat=True)
    return closed_years.closed_years(but=known, at=at)


def questions() -> dict[str, dict[str, Question]]:
    """By voice and code, those of every published version whose answers can be positive, each as
    the newest version has it."""
    found: dict[str, dict[str, Question]] = {voice: {} for voice in VOICES}
    versions = InstrumentVersion.objects.filter(code__in=VOICES).defer("definition")
    for version in versions.order_by("code", "version", "revision"):
        for question in survey_selectors.instrument(version).questions:
            if any(choice.meaning is Meaning.POSITIVE for choice in question.choices):
                found[version.code][question.code] = question
    return found


def meanings() -> Mapping[str, Mapping[str, Meaning]]:
    """What each choice of these questions means. A choice never changes its meaning."""
    return {
        code: {choice.code: choice.meaning for choice in question.choices}
        for of_voice in questions().values()
        for code, question in of_voice.items()
    }
