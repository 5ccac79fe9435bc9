"""Whether somebody may be called at this moment about what she was drawn for. Pure: no Django, no
database, no clock."""

from datetime import date

from responses.eligibility.facts import EventFacts
from responses.eligibility.rules import FIRST_TEXT_ONLY, RULES, Decision

FOR_A_WHILE = frozenset({Decision.TRIAL, Decision.PENDING})
"""Codes that end: she may be called afterwards."""


def why_not_to_call(event: EventFacts, *, today: date) -> Decision | None:
    """The code of the first rule that forbids a call now; None where she may be called. What is
    safe changes, so this is asked before each call (SAF-1). Rules about a first message were
    applied when she was drawn. PENDING means that staff must answer a doubt first."""
    rules = (rule for rule in RULES if rule.code not in FIRST_TEXT_ONLY)
    code = next((rule.code for rule in rules if rule.applies_to(event, today)), None)
    if code is None and event.contact.is_held:
        return Decision.PENDING
    if code is None and not event.is_called:
        return Decision.NOT_SAFE
    return code
