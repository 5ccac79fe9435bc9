"""Reads of whose service sends for a force."""

from collections.abc import Mapping, Sequence

from responses.models import SendingAccount
from responses.sms.notify import TRANSPORT


def own_accounts() -> Sequence[SendingAccount]:
    """Of the forces that do not send as the nation does."""
    return list(SendingAccount.objects.order_by("force"))


def transport_of(account: SendingAccount) -> str:
    """A line of its own, with a pace and pauses of its own: one force's bad key stops nobody
    else. Where only the sender differs, key and limits are still the nation's."""
    return f"{TRANSPORT}:{account.force_id}" if account.key_name else TRANSPORT


def transports_of_forces(transport: str) -> Mapping[str, str]:
    """Force to the line that its messages wait on, where that is another than the nation's."""
    if transport != TRANSPORT:
        return {}
    own = {account.force_id: transport_of(account) for account in own_accounts()}
    return {force: line for force, line in own.items() if line != transport}


def all_transports(transport: str) -> list[str]:
    return [transport, *transports_of_forces(transport).values()]


def senders_of_forces() -> Mapping[str, str]:
    """Force to its sender at the provider's, where it has one of its own."""
    return {a.force_id: a.sms_sender_id for a in own_accounts() if a.sms_sender_id}
