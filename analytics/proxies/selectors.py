from collections.abc import Mapping
from datetime import datetime

from analytics.models import VoiceYear
from analytics.proxies import counting
from analytics.proxies.counting import ProxyFigures
from analytics.refresh import closed_years
from responses.extract_rows import VOICES
from survey import selectors as survey_selectors
from survey.definition.types import Meaning, Question
from survey.models import InstrumentVersion


def proxies_of(period: str | None) -> ProxyFigures | None:
    row = VoiceYear.objects.filter(period=period).first() if period else None
    return counting.unpacked(row.figures) if row else None


def years_to_count(*, at: datetime) -> list[str]:
    known = VoiceYear.objects.values_list("period", flat=True)
    return closed_years.closed_years(but=known, at=at)


def questions() -> dict[str, dict[str, Question]]:
    """By kind and code, from the newest version with a positive answer."""
    found: dict[str, dict[str, Question]] = {voice: {} for voice in VOICES}
    versions = InstrumentVersion.objects.filter(code__in=VOICES).defer("definition")
    for version in versions.order_by("code", "version", "revision"):
        for question in survey_selectors.instrument(version).questions:
            if any(choice.meaning is Meaning.POSITIVE for choice in question.choices):
                found[version.code][question.code] = question
    return found


def meanings() -> Mapping[str, Mapping[str, Meaning]]:
    return {
        code: {choice.code: choice.meaning for choice in question.choices}
        for of_voice in questions().values()
        for code, question in of_voice.items()
    }
