"""Stops after the backup, which a restored database would undo."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from access.actor import Actor
from access.break_glass import actions as break_glass
from access.continuity.journal import Entry, EntryKind
from access.models import WebhookEndpoint
from access.single_sign_on import actions as providers
from access.webhooks import actions as webhooks
from responses.invitations.actions import sending_pause
from responses.models import SendingLine
from responses.readiness import actions as readiness
from responses.sms.delivery_states import Pause
from responses.triage.actions import agreements

WEBHOOKS = frozenset({EntryKind.WEBHOOK_SWITCHED_OFF, EntryKind.WEBHOOK_SWITCHED_ON})
BY_HAND = frozenset({EntryKind.SENDING_STOPPED, EntryKind.SENDING_LET_GO_ON})


def stop_again(entries: Iterable[Entry], *, by: Actor) -> int:
    """Returns how many lines are stopped by hand, including the copy's own."""
    last = {entry.details["line"]: entry for entry in entries if entry.kind in BY_HAND}
    stopped = SendingLine.objects.filter(pause=Pause.BY_HAND)
    known = set(stopped.values_list("transport", flat=True))
    for line, entry in last.items():
        if entry.kind != EntryKind.SENDING_STOPPED:
            continue
        if line in known:
            sending_pause.set_aside_asked_before(by=by, at=entry.at)
        else:
            sending_pause.pause_by_hand(transport=line, by=by, at=entry.at)
    return stopped.count()


def take_back_again(entries: Iterable[Entry], *, by: Actor) -> int:
    """Returns how many the copy still had in force."""
    return sum(
        readiness.take_back_again(
            pk=entry.details["signature"],
            signed_at=datetime.fromisoformat(entry.details["signed_at"]),
            by=by,
            at=entry.at,
        )
        for entry in entries
        if entry.kind == EntryKind.DUTY_TAKEN_BACK
    )


def end_doors_again(entries: Sequence[Entry], *, by: Actor) -> int:
    """Returns how many sign-ins, openings, webhooks and agreements were still active or waiting."""
    ended = sum(_switch_off(entry, by=by) for entry in _last_of_webhooks(entries))
    for entry in entries:
        if entry.kind == EntryKind.PROVIDER_ENDED:
            ended += providers.end_again(pk=entry.details["provider"], by=by, at=entry.at)
        elif entry.kind == EntryKind.GLASS_CLOSED:
            ended += break_glass.close_again(pk=entry.details["glass"], by=by, at=entry.at)
        elif entry.kind == EntryKind.READING_AGREEMENT_ENDED:
            ended += agreements.end_again(pk=entry.details["agreement"], by=by, at=entry.at)
    return ended


def _last_of_webhooks(entries: Sequence[Entry]) -> Iterable[Entry]:
    found = (entry for entry in entries if entry.kind in WEBHOOKS)
    return {entry.details["endpoint"]: entry for entry in found}.values()


def _switch_off(entry: Entry, *, by: Actor) -> bool:
    on = WebhookEndpoint.objects.filter(pk=entry.details["endpoint"], off_at=None).first()
    if on is None or entry.kind != EntryKind.WEBHOOK_SWITCHED_OFF:
        return False
    webhooks.switch_off(endpoint=on, by=by, at=entry.at)
    return True
