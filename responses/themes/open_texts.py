"""Of which texts the redacted words may be read by who codes them. Pure."""

from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import RiskCategory

OPEN_CATEGORIES = frozenset({RiskCategory.NONE, RiskCategory.COMPLAINT})
"""What tells of danger, another crime, misconduct or whoever did the harm is hidden: colleagues of
who is spoken of would read it."""
OPEN_OUTCOMES = frozenset({TextOutcome.NO_RISK, TextOutcome.COMPLAINT})
"""After a person has read it, and where nothing was passed on."""
