"""What each answer means (positive, neutral, negative, out of the base), by the published
instruments."""

from collections.abc import Mapping

from analytics.items import INSTRUMENT
from survey import selectors as survey_selectors
from survey.definition.types import Meaning
from survey.models import InstrumentVersion

Meanings = Mapping[str, Mapping[str, Meaning]]
"""Item, choice code, meaning."""


def meanings() -> Meanings:
    """From all published versions together, since cells hold answers to all of them. A choice code
    never changes its meaning: a changed choice gets a new code."""
    found: dict[str, dict[str, Meaning]] = {}
    versions = InstrumentVersion.objects.filter(code=INSTRUMENT).defer("definition")
    for version in versions.order_by("version", "revision"):
        for question in survey_selectors.instrument(version).core:
            known = found.setdefault(question.code, {})
            known.update({choice.code: choice.meaning for choice in question.choices})
    return found
