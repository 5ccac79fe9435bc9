"""Addresses that stop a digest without signing in (RFC 8058), signed with the service's secret."""

from datetime import date, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from access.web.links import staff_link

HOLDS_FOR = timedelta(days=60)
SALT = "the mails of a digest are stopped"
LONGEST = 100


def stop_link(user_id: int, *, on: date) -> str:
    return staff_link("stop_mails", token_of(user_id, until=on + HOLDS_FOR))


def token_of(user_id: int, *, until: date) -> str:
    told = f"{user_id}x{until.toordinal()}"
    return f"{told}x{salted_hmac(SALT, told, algorithm='sha256').hexdigest()}"


def user_of(token: str, *, on: date) -> int | None:
    """None for an invalid or expired address."""
    number, _, rest = token[:LONGEST].partition("x")
    day = rest.partition("x")[0]
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (number, day)):
        return None
    until = int(day)
    if not on.toordinal() <= until <= date.max.toordinal():
        return None
    known = token_of(int(number), until=date.fromordinal(until))
    return int(number) if constant_time_compare(token, known) else None
