"""How long respondents' own words are kept, and what was learned from them. Pure."""

from datetime import datetime, timedelta

WORDS_KEPT_FOR = timedelta(days=730)
"""24 months; what became of a text stays with its case."""
MODEL_KEPT_FOR = timedelta(days=183)
"""A model is destroyed six months after it was trained, and trained anew by a person."""
LEARNED_FROM = WORDS_KEPT_FOR - MODEL_KEPT_FOR
"""Only texts sent in so much time are learned from, so that no model outlives a text of its own."""


def models_destroyed_before(at: datetime) -> datetime:
    return at - MODEL_KEPT_FOR
