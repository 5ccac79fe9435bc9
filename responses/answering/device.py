"""Whether somebody answers on a telephone, from what their browser says with every request.

Designers need to know on which of the two people leave. One word is enough for that: nothing else
is kept, because what a browser says of itself can tell one phone from another."""

from collections.abc import Mapping

from responses.models import Response

HINT, AGENT = "Sec-CH-UA-Mobile", "User-Agent"
HINTED = {"?1": Response.Device.PHONE, "?0": Response.Device.OTHER}
PHONE_WORD = "Mobi"
"""In the name that every browser for telephones gives itself."""


def device_of(headers: Mapping[str, str]) -> str:
    """A Response.Device; empty where the browser says nothing of it. A tablet mostly calls itself
    no telephone."""
    hint = headers.get(HINT, "")
    if hint in HINTED:
        return HINTED[hint]
    agent = headers.get(AGENT, "")
    if not agent:
        return ""
    return Response.Device.PHONE if PHONE_WORD in agent else Response.Device.OTHER
