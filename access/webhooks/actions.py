import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import Force, WebhookDelivery, WebhookEndpoint
from access.webhooks import sealing, selectors, sending
from access.webhooks.sending import SendAnswer

RETRY_DELAYS = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Three days and three hours. After the ninth failure the message is given up, and the endpoint
switched off if nothing has arrived meanwhile."""

BOTH_HOLD_FOR = timedelta(days=2)
"""Time for which a replaced secret still signs."""

HARDLY_KNOWN_FOR = timedelta(minutes=10)
"""A secret replaced so soon was a double press: the receiver has the one before."""

TRIED_WITHIN = timedelta(minutes=10)
Sender = Callable[[str, str, Mapping[str, str]], SendAnswer]


@transaction.atomic
def register(
    *, force: Force | None, label: str, url: str, events: Sequence[str], by: Actor, at: datetime
) -> tuple[WebhookEndpoint, str]:
    """The secret is shown once."""
    secret = _new_secret()
    endpoint = WebhookEndpoint.objects.create(
        force=force, label=label, url=url, events=list(events), secret=sealing.seal(secret),
        made_at=at, made_by=by.name,
    )  # fmt: skip
    audit.record(AuditKind.WEBHOOK_REGISTERED, target=endpoint, by=by, at=at, events=list(events))
    return endpoint, secret


@transaction.atomic
def rotate(*, endpoint: WebhookEndpoint, by: Actor, at: datetime) -> str:
    """The previous secret signs for two days more."""
    secret = _new_secret()
    held = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    if held.old_until is None or at >= held.old_until - BOTH_HOLD_FOR + HARDLY_KNOWN_FOR:
        held.old_secret, held.old_until = held.secret, at + BOTH_HOLD_FOR
    held.secret = sealing.seal(secret)
    held.save(update_fields=["secret", "old_secret", "old_until"])
    audit.record(AuditKind.WEBHOOK_ROTATED, target=held, by=by, at=at)
    return secret


@transaction.atomic
def switch_off(*, endpoint: WebhookEndpoint, by: Actor, at: datetime) -> None:
    if WebhookEndpoint.objects.filter(pk=endpoint.pk, off_at=None).update(
        off_at=at, off_by=by.name if by.user_id else ""
    ):
        _give_up(endpoint, at=at)
        holding.note_stop(EntryKind.WEBHOOK_SWITCHED_OFF, at=at, endpoint=endpoint.pk)
        audit.record(AuditKind.WEBHOOK_SWITCHED_OFF, target=endpoint, by=by, at=at)


@transaction.atomic
def switch_on(*, endpoint: WebhookEndpoint, by: Actor, at: datetime) -> None:
    if WebhookEndpoint.objects.filter(pk=endpoint.pk, off_at__isnull=False).update(
        off_at=None, off_by=""
    ):
        holding.note_stop(EntryKind.WEBHOOK_SWITCHED_ON, at=at, endpoint=endpoint.pk)
        audit.record(AuditKind.WEBHOOK_SWITCHED_ON, target=endpoint, by=by, at=at)


def deliver(*, sender: Sender, by: Actor, now: Callable[[], datetime]) -> None:
    """May repeat a message; receivers know it by its id."""
    for pk in selectors.due_deliveries(now()):
        _deliver(pk, sender, by=by, now=now)


def _deliver(pk: int, sender: Sender, *, by: Actor, now: Callable[[], datetime]) -> None:
    at = now()
    claimed = WebhookDelivery.objects.filter(pk=pk, next_at__lte=at)
    if not claimed.update(next_at=at + TRIED_WITHIN):
        return
    delivery = WebhookDelivery.objects.select_related("endpoint").get(pk=pk)
    if delivery.endpoint.off_at is not None:
        _give_up(delivery.endpoint, at=at)
        return
    _keep(delivery, _answer_to(delivery, sender, at=at), by=by, at=now())


def _give_up(endpoint: WebhookEndpoint, *, at: datetime) -> None:
    endpoint.deliveries.filter(next_at__isnull=False).update(next_at=None, ended_at=at)


def _answer_to(delivery: WebhookDelivery, sender: Sender, *, at: datetime) -> SendAnswer:
    try:
        old = delivery.endpoint.old_until is not None and at < delivery.endpoint.old_until
        secrets_now = [
            sealing.unseal(each)
            for each in (delivery.endpoint.secret, *([delivery.endpoint.old_secret] * old))
        ]
    except sealing.UnsealedError:
        return SendAnswer(has_arrived=False, what="secret cannot be read")
    headers = sending.headers(
        message_id=delivery.message_id, body=delivery.body, secrets=secrets_now, at=at
    )
    return sender(delivery.endpoint.url, delivery.body, headers)


@transaction.atomic
def _keep(delivery: WebhookDelivery, answer: SendAnswer, *, by: Actor, at: datetime) -> None:
    is_last = delivery.attempts >= len(RETRY_DELAYS)
    is_over = answer.has_arrived or is_last
    WebhookDelivery.objects.filter(pk=delivery.pk, ended_at=None).update(
        attempts=delivery.attempts + 1,
        answer=answer.what,
        has_arrived=answer.has_arrived,
        next_at=None if is_over else at + RETRY_DELAYS[delivery.attempts],
        ended_at=at if is_over else None,
    )
    if is_last and not answer.has_arrived and not _has_arrived_since(delivery):
        switch_off(endpoint=delivery.endpoint, by=by, at=at)
    if answer.is_silence:
        delivery.endpoint.deliveries.filter(next_at__lte=at).update(next_at=at + RETRY_DELAYS[0])


def _has_arrived_since(delivery: WebhookDelivery) -> bool:
    others = delivery.endpoint.deliveries.filter(has_arrived=True)
    return others.filter(ended_at__gte=delivery.made_at).exists()


@transaction.atomic
def reseal(*, by: Actor, at: datetime) -> int:
    """Return how many."""
    endpoints = list(WebhookEndpoint.objects.select_for_update())
    for endpoint in endpoints:
        endpoint.secret = sealing.seal(sealing.unseal(endpoint.secret))
        if endpoint.old_secret:
            endpoint.old_secret = sealing.seal(sealing.unseal(endpoint.old_secret))
        endpoint.save(update_fields=["secret", "old_secret"])
    if endpoints:
        audit.record(AuditKind.WEBHOOKS_RESEALED, by=by, at=at, endpoints=len(endpoints))
    return len(endpoints)


def _new_secret() -> str:
    return sending.secret_of(secrets.token_bytes(sending.SECRET_BYTES))


@transaction.atomic
def forget(*, by: Actor, at: datetime) -> None:
    """Delete old deliveries, and secrets that no longer sign."""
    ended = WebhookEndpoint.objects.filter(~Q(old_secret=""), old_until__lte=at)
    done = {
        "deliveries": selectors.past_retention(at).delete()[0],
        "secrets": ended.update(old_secret="", old_until=None),
    }
    if any(done.values()):
        audit.record(AuditKind.WEBHOOKS_FORGOTTEN, by=by, at=at, done=done)
