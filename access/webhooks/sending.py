import http.client
from collections.abc import Mapping
from dataclasses import dataclass
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
