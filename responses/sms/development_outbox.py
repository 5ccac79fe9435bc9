"""The provider of development: accepts every text and sends none. The development outbox
shows what would have arrived; nothing leaves the machine."""

from responses.sms.delivery_states import DeliveryStatus
from responses.sms.provider import Accepted, Text

TRANSPORT = "development"


class DevelopmentProvider:
    transport = TRANSPORT
    tells_ends = False

    def send(self, text: Text) -> Accepted:
        return Accepted(provider_id=text.reference, status=DeliveryStatus.SENT)

    def find(self, _reference: str) -> Accepted | None:
        """Nothing is ever lost on the way, so nothing is ever looked for with success."""
        return None
