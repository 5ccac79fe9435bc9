import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from access import selectors as access_selectors
from access.actor import Actor
from access.destruction import clocks
from config import schedule
from responses.invitations import providers as invitations_providers
from responses.invitations.actions import send
from responses.sms.provider import ConfigurationError, Provider

ACTOR = Actor.system("worker")
AFTER_A_FAULT = CHOSEN_FOR = timedelta(minutes=1)
CLOCKS_DIFFER_BY = timedelta(seconds=10)
"""At most, or this machine does no work: leases of texts are two minutes (send.LEASE_DURATION)."""

logger = logging.getLogger(__name__)


class Worker:
    def __init__(self, *, now: Callable[[], datetime], run_tasks: Callable[[], None]) -> None:
        self._now, self._run_tasks = now, run_tasks
        self._providers: list[Provider] = []
        self._faults: dict[str, str] = {}
        self._origin: str | None = None
        self._next_try_at = self._choose_again_at = now()
        self._is_right = True

    def do_what_is_due(self) -> None:
        while schedule.tick(at=self._now()):
            self._run_tasks()
        while self.send_batches():
            pass

    def has_right_clock(self) -> bool:
        """The same as the database's."""
        now = self._now()
        off = abs(clocks.database_clock(machine_at=now) - now)
        if off > CLOCKS_DIFFER_BY and self._is_right:
            logger.error(
                "Nothing is done: this clock is %.0f s from the database's", off.total_seconds()
            )
        self._is_right = off <= CLOCKS_DIFFER_BY
        return self._is_right

    def hand_out(self) -> int:
        """Return how many."""
        return schedule.tick(at=self._now())

    def send_batches(self) -> int:
        """One batch a provider. Return how many."""
        now = self._now()
        if now < self._next_try_at:
            return 0
        try:
            origin = access_selectors.data_origin()
            if not self._providers or origin != self._origin or now >= self._choose_again_at:
                self._providers = invitations_providers.chosen_providers(
                    is_simulated=access_selectors.is_simulated(), now=self._now
                )
                self._origin, self._choose_again_at = origin, now + CHOSEN_FOR
            providers = self._providers
        except ConfigurationError as error:
            logger.error("Nothing is sent: %s", error)  # noqa: TRY400  no traceback: it is a setting
            self._next_try_at = now + AFTER_A_FAULT
            return 0
        return sum(self._send_batch(provider) for provider in providers)

    def _send_batch(self, provider: Provider) -> int:
        sent = send.send_due(provider=provider, by=ACTOR, now=self._now)
        fault = sent.stopped_because if sent.is_faulty else ""
        if fault and fault != self._faults.get(provider.transport):
            logger.error("Nothing is sent over %s: %s", provider.transport, fault)
        self._faults[provider.transport] = fault
        return sent.handled
