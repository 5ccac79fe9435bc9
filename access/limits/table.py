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
"""Failures that an address may have in five minutes while a brake is on."""


class Kind(StrEnum):
    LINK = "link"
    GATE = "gate"
    CODE = "code"
    WORDS = "words"
    PASSWORD = "password"  # noqa: S105  the name of a kind
    SECOND_FACTOR = "second factor"
    SIGN_ON = "force's sign-in"
    """Returning from a force's provider with an invalid token."""
    OPEN_ANSWERS = "open answers"
    """Not a failure: each start without an invitation counts."""
    CASE_KEY = "case key"
    API_KEY = "API key"
    API_CALL = "API call"
    """Not a failure: each call counts."""


class Tier(StrEnum):
    ADDRESS = "address"
    """One IPv4 address, or one IPv6 /64: its owner can change the rest at will."""
    NETWORK = "network"
    """One IPv4 /24, or one IPv6 /48."""
    SERVICE = "service"
    ACCOUNT = "account"
    """One staff account, from any address."""
    ACCOUNT_HERE = "account here"
    """One account from one ADDRESS."""
    DEVICE = "device"
    """One account from a known browser (sign_in.devices)."""
    FORCE = "force"


class Consequence(StrEnum):
    WAIT = "wait"
    """Tries are refused until the window ends."""
    WAIT_AND_TELL = "wait and tell"
    """The same, with an audit row once a window."""
    BRAKE = "brake"
    """Addresses with BRAKED failures wait until the window ends. The audit trail has it once a
    window, the operations pages for a day."""


@dataclass(frozen=True)
class Limit:
    kind: Kind
    tier: Tier
    most: int
    window: timedelta
    then: Consequence

    def number_of_window(self, at: datetime) -> int:
        return int(at.timestamp() // self.window.total_seconds())

    def end_of_window(self, at: datetime) -> datetime:
        seconds = (self.number_of_window(at) + 1) * self.window.total_seconds()
        return datetime.fromtimestamp(seconds, tz=UTC)

    @property
    def tells(self) -> bool:
        return self.then is not Consequence.WAIT


def _public(kind: Kind, *, address: int, network: int, service: int) -> Iterator[Limit]:
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
    return [limit for limit in LIMITS if limit.kind is kind and limit.tier in tiers]


def reached(counts: Mapping[Limit, int]) -> list[Limit]:
    """Limits that stop one more try."""
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
    head = ["| what | whose failures | most | in | then |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *map(_row, LIMITS)])


def _row(limit: Limit) -> str:
    window = WINDOWS[limit.window]
    cells = (limit.kind, limit.tier, f"{limit.most:,}", window, limit.then)
    return f"| {' | '.join(cells)} |"
