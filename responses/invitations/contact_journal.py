import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from access.continuity import holding, journal
from access.continuity.journal import EntryKind
from access.models import Continuity
from responses.models import OutboxMessage, StageEvent
from responses.sms.provider import ConfigurationError, Provider
from responses.vault import contacts
from responses.vault.opt_outs import journal as opt_out_journal

_batches: dict[str, Continuity] = {}
"""By transport, what raise_mark committed for the batch that this process sends."""


def why_not_to_send(*, at: datetime) -> str:
    try:
        return holding.find_hold(at=at, look_at_opt_outs=opt_out_journal.replay)
    except holding.JournalError as error:
        return str(error)


def raise_mark(provider: Provider) -> None:
    """Once for each batch, before any is sent. Raises ConfigurationError."""
    if _is_journalled(provider):
        try:
            _batches[provider.transport] = holding.raise_mark()
        except holding.JournalError as error:
            raise ConfigurationError(str(error)) from error


def record_sending(
    message: OutboxMessage, *, keys: Iterable[str], provider: Provider, at: datetime
) -> None:
    """Before the message is sent. Raises ConfigurationError where it cannot be written; then
    nothing is sent."""
    if not _is_journalled(provider):
        return
    invitation = message.invitation
    row = _batches[provider.transport]
    try:
        journal.append(
            str(row.generation),
            EntryKind.SENDING,
            mark=row.mark,
            at=at,
            **_message_entry(message),
            invitation=invitation.pk,
            token_attempt=invitation.token_attempt,
            language=invitation.language,
            event=invitation.stage_event_id,
            event_key=event_key(invitation.stage_event),
            keys=sorted(keys),
        )
    except OSError as error:
        fault = f"the contact journal: {error.strerror or type(error).__name__}"
        raise ConfigurationError(fault) from error


def record_call(event: StageEvent, *, language: str, at: datetime) -> None:
    """A restored database would have the person called again."""
    holding.note(
        EntryKind.CALLED,
        at=at,
        event=event.pk,
        event_key=event_key(event),
        language=language,
        keys=sorted(contacts.keys_of_case(event.case_id)),
    )


def _message_entry(message: OutboxMessage) -> Mapping[str, Any]:
    original = message.resend_of
    return {
        "reference": str(message.reference),
        "attempt": message.attempts,
        "transport": message.transport,
        "channel": message.channel,
        "is_reminder": message.is_reminder,
        "is_new_link": message.is_new_link,
        "resend_of": str(original.reference) if original else "",
    }


def event_key(event: StageEvent) -> str:
    """An event's id may name another where the database was restored."""
    case = event.case
    what = "|".join((case.force_id, case.case_key, event.survey_stage, event.on.isoformat()))
    return hmac.new(settings.TOKEN_KEY.encode(), what.encode(), hashlib.sha256).hexdigest()


def _is_journalled(provider: Provider) -> bool:
    return provider.reports_delivery
