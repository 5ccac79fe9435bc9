"""Reads whether a message may go to a person who was asked by an earlier one."""

from datetime import datetime

from django.utils.timezone import localdate

from responses.eligibility import rules as eligibility_rules
from responses.eligibility.facts import EventFacts
from responses.invitations.selectors import new_links, reminders
from responses.models import OutboxMessage
from responses.vault import contacts


def may_go(message: OutboxMessage, facts: EventFacts, *, at: datetime) -> bool:
    """Whether a reminder or a new link may be sent at this moment, by the facts of the event."""
    today, invitation_id = localdate(at), message.invitation_id
    if message.is_new_link:
        is_wanted = new_links.is_worth_sending(invitation_id, at=at)
        return is_wanted and eligibility_rules.may_send_again(facts, today=today)
    is_wanted = reminders.is_worth_sending(invitation_id, at=at)
    may_remind = is_wanted and eligibility_rules.may_remind(facts, today=today)
    return may_remind and contacts.holds_number_texted(message.invitation.stage_event.case_id)
