from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access.models import WebhookDelivery, WebhookEndpoint
from access.presenters import force_name
from access.webhooks.events import WebhookEvent
from ui import formatting

EVENTS: Mapping[str, Promise] = {
    WebhookEvent.ALERT_RAISED.value: gettext_lazy("An alert is raised"),
    WebhookEvent.ALERT_STATE_CHANGED.value: gettext_lazy("An alert is taken, explained, closed"),
    WebhookEvent.QUARTER_CLOSED.value: gettext_lazy("A quarter closes"),
    WebhookEvent.RELEASE_PUBLISHED.value: gettext_lazy("A quarter is released"),
    WebhookEvent.FILE_LOADED.value: gettext_lazy("A case file is loaded"),
    WebhookEvent.GLASS_BROKEN.value: gettext_lazy("Something is opened in an emergency"),
    WebhookEvent.DANGER_SENT.value: gettext_lazy("A danger notice is sent to your force"),
    WebhookEvent.DANGER_UNCONFIRMED.value: gettext_lazy(
        "A danger notice is not confirmed within 10 minutes"
    ),
    WebhookEvent.TEXT_URGENT.value: gettext_lazy("An urgent message arrives at a desk"),
    WebhookEvent.TEXT_OVERDUE.value: gettext_lazy("A message was not read in time"),
}


def endpoint_rows(endpoints: Sequence[WebhookEndpoint]) -> list[dict[str, object]]:
    return [
        {
            "pk": each.pk,
            "label": each.label,
            "url": each.url,
            "whose": whose(each),
            "status": status(each),
        }
        for each in endpoints
    ]


def whose(endpoint: WebhookEndpoint) -> str:
    language = get_language() or "en"
    return force_name(endpoint.force, language) if endpoint.force else _("England and Wales")


def status(endpoint: WebhookEndpoint) -> str:
    if endpoint.off_at is None:
        return _("on")
    if endpoint.off_by:
        return _("switched off by %(name)s") % {"name": endpoint.off_by}
    return _("switched off, because nothing arrived for three days")


def delivery_rows(deliveries: Sequence[WebhookDelivery]) -> list[dict[str, object]]:
    return [
        {
            "message_id": each.message_id,
            "event": EVENTS[each.kind],
            "at": formatting.format_moment(each.made_at, language=get_language() or "en"),
            "attempts": each.attempts,
            "answer": each.answer,
            "state": _delivery_state(each),
        }
        for each in deliveries
    ]


def _delivery_state(delivery: WebhookDelivery) -> str:
    if delivery.ended_at is None:
        return _("waits")
    return _("arrived") if delivery.has_arrived else _("given up")
