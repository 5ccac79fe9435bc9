"""Where the site may stand. Pure.

It is never on the host that links of text messages lead to, nor above or below it: somebody who
looks over a shoulder must not learn what a link is from a page of figures, and no cookie of one may
reach the other."""

from collections.abc import Iterable
from urllib.parse import urlsplit


class UnableToHostError(ValueError):
    """Why the site may not stand there, in words for the person who asked."""


def checked_address(address: str, *, apart_from: Iterable[str]) -> str:
    """The address with a slash at its end; "" for none. Raises UnableToHostError."""
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        message = f"{address} is no address such as https://figures.example.org/"
        raise UnableToHostError(message)
    for host in filter(None, apart_from):
        if _is_beside(parts.hostname, host):
            message = f"{parts.hostname} is the host of the links, or beside it: {host}"
            raise UnableToHostError(message)
    return address.rstrip("/") + "/"


def _is_beside(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
