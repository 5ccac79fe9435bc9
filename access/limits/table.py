"""The limits on tries that fail: of what, from where, how many in how long, and what happens then.
Pure. docs/rules.md shows LIMITS.

Only what fails counts: a wrong code, an unknown link, a wrong password. There are two exceptions:
to begin answering without an invitation, since nothing else tells one person from many, and the
calls of another system, whose program may run wild without failing. The limits of addresses are
wide, because a telephone company may give one address to all mobiles of a town."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

FIVE_MINUTES = timedelta(minutes=5)
QUARTER_OF_AN_HOUR = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

WINDOWS = {
    FIVE_MINUTES: "5 minutes",
    QUARTER_OF_AN_HOUR: "15 minutes",
    HOUR: "an hour",
    DAY: "a day",
}

BRAKED = 3
"""While a brake is on, so many failures in five minutes are all that an address may have."""


class Kind(StrEnum):
    """What is tried."""

    LINK = "link"
    GATE = "gate"
    CODE = "code"
    WORDS = "words"
    PASSWORD = "password"  # noqa: S105  the name of a kind
    SECOND_FACTOR = "second factor"
    SIGN_ON = "force's sign-in"
    """Coming back from the provider of a force with what cannot be believed."""
    OPEN_ANSWERS = "open answers"
    """Not a failure: each time that somebody without an invitation begins to answer counts."""
    CASE_KEY = "case key"
    API_KEY = "API key"
    API_CALL = "API call"
    """Not a failure: each call of another system counts, right or wrong."""


class Tier(StrEnum):
    """Whose failures are added up."""

    ADDRESS = "address"
    """One IPv4 address, or one IPv6 /64: its owner can change the rest at will."""
    NETWORK = "network"
    """One IPv4 /24, or one IPv6 /48."""
    SERVICE = "service"
    """Everybody's."""
    ACCOUNT = "account"
    """Those at one account of staff, from wherever."""
    ACCOUNT_HERE = "account here"
    """Those at one account from one ADDRESS."""
    DEVICE = "device"
    """Those at one account from a browser that it was signed in with before (sign_in.devices)."""
    FORCE = "force"
    """Those at the cases of one police force."""


class Consequence(StrEnum):
    """What happens once there were as many failures as a limit allows."""

    WAIT = "wait"
    """No more tries are judged until the window ends."""
    WAIT_AND_TELL = "wait and tell"
    """The same, and it stands in the audit trail, once a window."""
    BRAKE = "brake"
    """From addresses with BRAKED failures no more tries are judged until the window ends. It stands
    in the audit trail, once a window, and for a day on the operations pages."""


@dataclass(frozen=True)
class Limit:
    """At most `most` failures of one kind, of one tier, in each window. Windows follow one another:
    those of five minutes begin at :00, :05 and so on."""

    kind: Kind
    tier: Tier
    most: int
    window: timedelta
    then: Consequence

    def number_of_window(self, at: datetime) -> int:
        """The number of the window that a time lies in."""
        return int(at.timestamp() // self.window.total_seconds())

    def end_of_window(self, at: datetime) -> datetime:
        """When the window ends that a time lies in."""
        seconds = (self.number_of_window(at) + 1) * self.window.total_seconds()
        return datetime.fromtimestamp(seconds, tz=UTC)

    @property
    def tells(self) -> bool:
        return self.then is not Consequence.WAIT


def _public(kind: Kind, *, address: int, network: int, service: int) -> Iterator[Limit]:
    """The limits of a page that anybody can open."""
    yield Limit(kind, Tier.ADDRESS, address, FIVE_MINUTES, Consequence.WAIT)
    yield Limit(kind, Tier.NETWORK, network, FIVE_MINUTES, Consequence.WAIT)
    yield Limit(kind, Tier.SERVICE, service, FIVE_MINUTES, Consequence.BRAKE)


LIMITS: tuple[Limit, ...] = (
    *_public(Kind.LINK, address=60, network=300, service=3000),
    *_public(Kind.GATE, address=60, network=300, service=1500),
    *_public(Kind.CODE, address=20, network=100, service=500),
    *_public(Kind.WORDS, address=20, network=100, service=500),
    *_public(Kind.OPEN_ANSWERS, address=10, network=40, service=100),
    *_public(Kind.PASSWORD, address=60, network=300, service=1000),
    Limit(Kind.PASSWORD, Tier.ACCOUNT_HERE, 10, FIVE_MINUTES, Consequence.WAIT),
    Limit(Kind.PASSWORD, Tier.ACCOUNT, 100, HOUR, Consequence.WAIT_AND_TELL),
    Limit(Kind.PASSWORD, Tier.DEVICE, 10, FIVE_MINUTES, Consequence.WAIT),
    Limit(Kind.PASSWORD, Tier.DEVICE, 50, DAY, Consequence.WAIT),
    *_public(Kind.SECOND_FACTOR, address=60, network=300, service=300),
    Limit(Kind.SECOND_FACTOR, Tier.ACCOUNT, 5, FIVE_MINUTES, Consequence.WAIT),
    Limit(Kind.SECOND_FACTOR, Tier.ACCOUNT, 20, DAY, Consequence.WAIT_AND_TELL),
    Limit(Kind.SECOND_FACTOR, Tier.DEVICE, 5, FIVE_MINUTES, Consequence.WAIT),
    Limit(Kind.SECOND_FACTOR, Tier.DEVICE, 20, DAY, Consequence.WAIT_AND_TELL),
    *_public(Kind.SIGN_ON, address=60, network=300, service=1000),
    Limit(Kind.CASE_KEY, Tier.ACCOUNT, 10, QUARTER_OF_AN_HOUR, Consequence.WAIT_AND_TELL),
    Limit(Kind.CASE_KEY, Tier.ACCOUNT, 50, DAY, Consequence.WAIT_AND_TELL),
    Limit(Kind.CASE_KEY, Tier.FORCE, 100, QUARTER_OF_AN_HOUR, Consequence.WAIT_AND_TELL),
    *_public(Kind.API_KEY, address=30, network=150, service=500),
    Limit(Kind.API_CALL, Tier.ACCOUNT, 1200, FIVE_MINUTES, Consequence.WAIT),
)


def limits_of(kind: Kind, *, tiers: Collection[Tier]) -> list[Limit]:
    """The limits of a kind, of these tiers."""
    return [limit for limit in LIMITS if limit.kind is kind and limit.tier in tiers]


def reached(counts: Mapping[Limit, int]) -> list[Limit]:
    """The limits that keep one more try from being judged, given how many tries failed so far."""
    is_braked = any(
        limit.then is Consequence.BRAKE and count >= limit.most for limit, count in counts.items()
    )
    return [
        limit
        for limit, count in counts.items()
        if limit.then is not Consequence.BRAKE and count >= _most(limit, is_braked=is_braked)
    ]


def _most(limit: Limit, *, is_braked: bool) -> int:
    return min(limit.most, BRAKED) if is_braked and limit.tier is Tier.ADDRESS else limit.most


def markdown_table() -> str:
    """LIMITS as a Markdown table."""
    head = ["| what | whose failures | most | in | then |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *map(_row, LIMITS)])


def _row(limit: Limit) -> str:
    window = WINDOWS[limit.window]
    cells = (limit.kind, limit.tier, f"{limit.most:,}", window, limit.then)
    return f"| {' | '.join(cells)} |"
