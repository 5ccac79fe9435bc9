from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import RiskCategory

OPEN_CATEGORIES = frozenset({RiskCategory.NONE, RiskCategory.COMPLAINT})
"""Texts about danger, another crime, misconduct or the person who did the harm are hidden:
colleagues of the people mentioned would read them."""
OPEN_OUTCOMES = frozenset({TextOutcome.NO_RISK, TextOutcome.COMPLAINT})
"""After a person has read it, and where nothing was passed on."""
