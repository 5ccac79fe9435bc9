import base64
import hashlib
import hmac
import http.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from access.outbound import addresses, https
from access.outbound.addresses import RefusedAddressError

TIMEOUT_SECONDS = 10
REFUSED = "refused address"


@dataclass(frozen=True)
class SendAnswer:
    """`what` is a status, or why there was none."""

    has_arrived: bool
    what: str

    @property
    def is_silence(self) -> bool:
        return not self.what.isdigit()


def send(
    url: str, body: str, headers: Mapping[str, str], *, connect: https.Connect | None = None
) -> SendAnswer:
    guarded = partial(addresses.connect, timeout=TIMEOUT_SECONDS)
    if not url.startswith("https://"):
        return SendAnswer(has_arrived=False, what=REFUSED)
    try:
        status, _body = https.ask(
            "POST", url, body=body.encode(), headers=headers, connect=connect or guarded,
            timeout=TIMEOUT_SECONDS,
        )  # fmt: skip
    except RefusedAddressError:
        return SendAnswer(has_arrived=False, what=REFUSED)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return SendAnswer(has_arrived=False, what=type(error).__name__[:40])
    return SendAnswer(has_arrived=200 <= status < 300, what=str(status))


# Standard Webhooks 1.0 (standardwebhooks.com).
PREFIX = "whsec_"
SECRET_BYTES = 32


def secret_of(random: bytes) -> str:
    return PREFIX + base64.b64encode(random).decode()


def headers(*, message_id: str, body: str, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(signed, secret) for secret in secrets),
    }


def _signature(signed: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
