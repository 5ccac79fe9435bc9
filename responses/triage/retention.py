from datetime import datetime, timedelta

WORDS_KEPT_FOR = timedelta(days=730)
"""24 months; what became of a text stays with its case."""
MODEL_KEPT_FOR = timedelta(days=183)
"""A model is destroyed six months after training; a person trains a new one."""
LEARNED_FROM = WORDS_KEPT_FOR - MODEL_KEPT_FOR
"""Only texts sent within this time train a model, so that none outlives its texts."""


def models_destroyed_before(at: datetime) -> datetime:
    return at - MODEL_KEPT_FOR
