"""How long respondents' own words are kept. Pure."""

from datetime import timedelta

WORDS_KEPT_FOR = timedelta(days=730)
"""24 months; what became of a text stays with its case."""
