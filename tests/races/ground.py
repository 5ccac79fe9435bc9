"""Rows that two actions race over, entered anew for each order."""

from access.models import Continuity
from responses.models import Case, Import, OutboxMessage, Receipt, Response
from responses.models.contacts import ContactHistory, Suppression
from responses.sms.delivery_states import UNSENT
from responses.sms.provider import Accepted, Text
from tests.responses.scripted import Scripted


def clear() -> None:
    Case.objects.all().delete()
    for model in (Import, Receipt, Suppression, ContactHistory, Continuity):
        model.objects.all().delete()


def unsent_messages() -> int:
    return OutboxMessage.objects.filter(state__in=UNSENT).count()


class WatchedProvider(Scripted):
    def __init__(self) -> None:
        super().__init__()
        self.too_late: list[str] = []

    def send(self, text: Text) -> Accepted:
        if Suppression.objects.exists():
            self.too_late.append(text.reference)
        return super().send(text)


def one_response() -> Response:
    return Response.objects.order_by("pk").first()
