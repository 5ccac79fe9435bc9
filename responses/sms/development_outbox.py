"""Accepts every text and sends none."""

from responses.sms.delivery_states import DeliveryStatus
from responses.sms.provider import Accepted, Text

TRANSPORT = "development"


class DevelopmentProvider:
    transport = TRANSPORT
    reports_delivery = False

    def wait_turn(self) -> None:
        pass

    def send(self, text: Text) -> Accepted:
        return Accepted(provider_id=text.reference, status=DeliveryStatus.SENT)

    def answer(self, *, to: str, language: str, reference: str) -> None:
        """Nothing leaves the machine."""

    def find(self, _reference: str) -> Accepted | None:
        return None
