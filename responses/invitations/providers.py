import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from access.actor import Actor
from responses.invitations.actions import sending_pause
from responses.invitations.selectors import outbox
from responses.models import SendingAccount
from responses.sms.notify import TRANSPORT as NOTIFY
from responses.sms.notify import NotifyProvider, Pacer
from responses.sms.provider import TRANSPORT as DEVELOPMENT
from responses.sms.provider import ConfigurationError, DevelopmentProvider, Provider

SPREAD = {DEVELOPMENT: timedelta(0), NOTIFY: timedelta(hours=3)}
"""The period over which the messages of one run fall due. The development provider's messages reach
no one, so their times need no scatter."""

SENDER = Actor.system("sender")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def chosen_providers(*, is_simulated: bool, now: Callable[[], datetime]) -> list[Provider]:
    """The national provider first, each with its own pace. Raises ConfigurationError where one
    would only pretend to text real people, or would text simulated ones."""
    if settings.SMS_TRANSPORT == DEVELOPMENT:
        return [_development(is_simulated=is_simulated)]
    if settings.SMS_TRANSPORT == NOTIFY:
        return _notify(is_simulated=is_simulated, now=now)
    message = f"SMS_TRANSPORT is {settings.SMS_TRANSPORT!r}; write development or notify."
    raise ConfigurationError(message)


def _development(*, is_simulated: bool) -> Provider:
    if not is_simulated and not settings.IS_DEVELOPMENT:
        message = "SMS_TRANSPORT=development sends nothing, and these people are real."
        raise ConfigurationError(message)
    return DevelopmentProvider()


def _notify(*, is_simulated: bool, now: Callable[[], datetime]) -> list[Provider]:
    if is_simulated and urlsplit(settings.NOTIFY_BASE_URL).hostname not in LOOPBACK:
        message = "These people are simulated: NOTIFY_BASE_URL must be a fake on this machine."
        raise ConfigurationError(message)
    national = _service(
        transport=NOTIFY,
        api_key=settings.NOTIFY_API_KEY,
        templates=settings.NOTIFY_TEMPLATES,
        email_templates=settings.NOTIFY_EMAIL_TEMPLATES if settings.EMAILS_ARE_SENT else {},
        shorter_templates=settings.NOTIFY_SHORTER_TEMPLATES,
        answer_templates=settings.NOTIFY_ANSWER_TEMPLATES,
        senders=outbox.senders_of_forces(),
        now=now,
    )
    return [
        national,
        *(
            _force_provider(account, now)
            for account in outbox.sending_accounts_of_forces()
            if account.key_name
        ),
    ]


def _force_provider(account: SendingAccount, now: Callable[[], datetime]) -> Provider:
    try:
        api_key = settings.NOTIFY_API_KEYS[account.key_name]
    except KeyError:
        message = f"NOTIFY_API_KEYS has no key named {account.key_name}."
        raise ConfigurationError(message) from None
    return _service(
        transport=outbox.transport_of(account),
        api_key=api_key,
        templates={code: account.templates[code] for code in settings.NOTIFY_TEMPLATES},
        email_templates={
            code: account.templates[f"email-{code}"]
            for code in settings.NOTIFY_EMAIL_TEMPLATES
            if account.templates.get(f"email-{code}")
        },
        shorter_templates={},
        answer_templates={},
        senders={account.force_id: account.sms_sender_id} if account.sms_sender_id else {},
        now=now,
    )


def _service(
    *,
    transport: str,
    api_key: str,
    templates: Mapping[str, str],
    email_templates: Mapping[str, str],
    shorter_templates: Mapping[str, str],
    answer_templates: Mapping[str, str],
    senders: Mapping[str, str],
    now: Callable[[], datetime],
) -> Provider:
    def reserve(count: int, at: datetime) -> tuple[datetime, timedelta]:
        return sending_pause.reserve_turns(transport=transport, count=count, by=SENDER, at=at)

    return NotifyProvider(
        transport=transport,
        api_key=api_key,
        base_url=settings.NOTIFY_BASE_URL,
        templates=templates,
        email_templates=email_templates,
        shorter_templates=shorter_templates,
        answer_templates=answer_templates,
        senders=senders,
        wait_turn=Pacer(reserve=reserve, now=now, sleep=time.sleep).wait_turn,
    )
