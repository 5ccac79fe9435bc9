"""Reads the sending accounts of forces."""

from collections.abc import Mapping, Sequence

from responses.models import SendingAccount
from responses.sms.notify import TRANSPORT


def sending_accounts_of_forces() -> Sequence[SendingAccount]:
    return list(SendingAccount.objects.order_by("force"))


def transport_of(account: SendingAccount) -> str:
    """The name of the account's transport."""
    return f"{TRANSPORT}:{account.force_id}" if account.key_name else TRANSPORT


def transports_of_forces(transport: str) -> Mapping[str, str]:
    if transport != TRANSPORT:
        return {}
    own = {account.force_id: transport_of(account) for account in sending_accounts_of_forces()}
    return {force: line for force, line in own.items() if line != transport}


def all_transports(transport: str) -> list[str]:
    return [transport, *transports_of_forces(transport).values()]


def senders_of_forces() -> Mapping[str, str]:
    return {a.force_id: a.sms_sender_id for a in sending_accounts_of_forces() if a.sms_sender_id}
