from collections.abc import Mapping

from responses.models import Response

HINT, AGENT = "Sec-CH-UA-Mobile", "User-Agent"
HINTED = {"?1": Response.Device.PHONE, "?0": Response.Device.OTHER}
PHONE_WORD = "Mobi"
"""In the name that every browser for telephones gives itself."""


def device_of(headers: Mapping[str, str]) -> str:
    """Empty where the browser says nothing of it."""
    hint = headers.get(HINT, "")
    if hint in HINTED:
        return HINTED[hint]
    agent = headers.get(AGENT, "")
    if not agent:
        return ""
    return Response.Device.PHONE if PHONE_WORD in agent else Response.Device.OTHER
