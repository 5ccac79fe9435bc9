"""Which provider this machine sends through, and when it must not."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from access.actor import Actor
from responses.actions import sending_line
from responses.sms.development import TRANSPORT as DEVELOPMENT
from responses.sms.development import DevelopmentProvider
from responses.sms.notify import TRANSPORT as NOTIFY
from responses.sms.notify import NotifyProvider
from responses.sms.pacing import Pacer
from responses.sms.provider import ConfigurationError, Provider

SPREAD = {DEVELOPMENT: timedelta(0), NOTIFY: timedelta(hours=3)}
"""Over how long the messages of one run fall due. Those that nobody receives need no hiding."""

SENDER = Actor.system("sender")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def chosen_provider(*, is_simulated: bool, now: Callable[[], datetime]) -> Provider:
    """The provider of SMS_TRANSPORT, pacing itself by the clock given. Raises ConfigurationError
    where it would pretend to reach real people, or reach out about simulated ones."""
    if settings.SMS_TRANSPORT == DEVELOPMENT:
        return _development(is_simulated=is_simulated)
    if settings.SMS_TRANSPORT == NOTIFY:
        return _notify(is_simulated=is_simulated, now=now)
    message = f"SMS_TRANSPORT is {settings.SMS_TRANSPORT!r}; write development or notify."
    raise ConfigurationError(message)


def _development(*, is_simulated: bool) -> Provider:
    if not is_simulated and not settings.IS_DEVELOPMENT:
        message = "SMS_TRANSPORT=development sends nothing, and these people are real."
        raise ConfigurationError(message)
    return DevelopmentProvider()


def _notify(*, is_simulated: bool, now: Callable[[], datetime]) -> Provider:
    if is_simulated and urlsplit(settings.NOTIFY_BASE_URL).hostname not in LOOPBACK:
        message = "These people are simulated: NOTIFY_BASE_URL must be a fake on this machine."
        raise ConfigurationError(message)
    return NotifyProvider(
        api_key=settings.NOTIFY_API_KEY,
        base_url=settings.NOTIFY_BASE_URL,
        templates=settings.NOTIFY_TEMPLATES,
        wait_turn=Pacer(reserve=_reserve, now=now, sleep=time.sleep).wait_turn,
    )


def _reserve(count: int, at: datetime) -> datetime:
    return sending_line.reserve_turns(transport=NOTIFY, count=count, by=SENDER, at=at)
