from datetime import date

from responses.eligibility.facts import EventFacts
from responses.eligibility.rules import FIRST_TEXT_ONLY, RULES, Decision

FOR_A_WHILE = frozenset({Decision.TRIAL, Decision.PENDING})
"""Codes that end: she may be called afterwards."""


def why_not_to_call(event: EventFacts, *, today: date) -> Decision | None:
    """The first rule that forbids a call now; None if she may be called. Checked before each call
    (SAF-1)."""
    rules = (rule for rule in RULES if rule.code not in FIRST_TEXT_ONLY)
    code = next((rule.code for rule in rules if rule.applies_to(event, today)), None)
    if code is None and event.contact.is_held:
        return Decision.PENDING
    if code is None and not event.is_called:
        return Decision.NOT_SAFE
    return code
