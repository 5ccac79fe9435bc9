from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from responses.sms import texts
from responses.sms.channel import Channel
from responses.sms.delivery_states import DeliveryStatus
from responses.sms.provider import (
    Accepted,
    BadNumberError,
    ConfigurationError,
    DailyLimitError,
    HeldUpError,
    NoTemplateError,
    RateLimitError,
    SendError,
    Text,
    UnknownEndError,
)

TRANSPORT = "notify"
TIMEOUT_SECONDS = 30
MOST_DIGITS = 9
"""Digits of a Retry-After that are read: more than any wait, and never too many for a number."""


class NotifyProvider:
    """One service with its key."""

    reports_delivery = True

    def __init__(
        self,
        *,
        transport: str = TRANSPORT,
        api_key: str,
        base_url: str,
        templates: Mapping[str, str],
        email_templates: Mapping[str, str] | None = None,
        shorter_templates: Mapping[str, str] | None = None,
        answer_templates: Mapping[str, str] | None = None,
        wait_turn: Callable[[], None],
        senders: Mapping[str, str] | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        if not api_key or not templates or not all(templates.values()):
            message = "Set NOTIFY_API_KEY and a NOTIFY_TEMPLATE_ for each language."
            raise ConfigurationError(message)
        self._client = NotificationsAPIClient(  # type: ignore[no-untyped-call]  # it has no types
            api_key, base_url=base_url, timeout=timeout_seconds
        )
        self.transport = transport
        self._templates = templates
        self._email_templates = email_templates or {}
        self._shorter_templates = shorter_templates or {}
        self._answer_templates = answer_templates or {}
        self._senders = senders or {}
        self._wait_turn = wait_turn

    def wait_turn(self) -> None:
        self._wait_turn()

    def send(self, text: Text) -> Accepted:
        """Notify refuses a token of more than 30 seconds, so what is frozen after `may_go` does not
        go either (notify.md 4.1)."""
        by_channel: Mapping[str, Callable[[Text], dict[str, Any]]] = {
            Channel.SMS: self._send_text,
            Channel.EMAIL: self._send_email,
        }
        if not text.may_go():
            raise HeldUpError
        return _accepted(by_channel[text.channel](text))

    def _send_text(self, text: Text) -> dict[str, Any]:
        templates = self._shorter_templates if text.is_shorter else self._templates
        return _call(
            lambda: self._client.send_sms_notification(  # type: ignore[no-untyped-call]
                phone_number=text.to,
                template_id=_template(templates, text.language),
                personalisation={"link": text.link, "site": texts.site_of(text.link)},
                reference=text.reference,
                sms_sender_id=self._senders.get(text.force),
            )
        )

    def _send_email(self, text: Text) -> dict[str, Any]:
        return _call(
            lambda: self._client.send_email_notification(  # type: ignore[no-untyped-call]
                email_address=text.to,
                template_id=_template(self._email_templates, text.language),
                personalisation={"link": text.link, "site": texts.site_of(text.link)},
                reference=text.reference,
            )
        )

    def answer(self, *, to: str, language: str, reference: str) -> None:
        _call(
            lambda: self._client.send_sms_notification(  # type: ignore[no-untyped-call]
                phone_number=to,
                template_id=_template(self._answer_templates, language),
                reference=reference,
            )
        )

    def find(self, reference: str) -> Accepted | None:
        answer = _call(
            lambda: self._client.get_all_notifications(  # type: ignore[no-untyped-call]
                reference=reference
            )
        )
        found = answer["notifications"]
        # Of two, the first one sent counts.
        return _accepted(found[-1]) if found else None


def _template(templates: Mapping[str, str], language: str) -> str:
    if not templates.get(language):
        message = f"No template is set for {language}."
        raise NoTemplateError(message)
    return templates[language]


def _accepted(answer: Mapping[str, Any]) -> Accepted:
    if "id" not in answer:
        message = "GOV.UK Notify accepted a message and did not say which."
        raise UnknownEndError(message)
    template = answer.get("template") or {}
    status = answer.get("status", DeliveryStatus.CREATED)
    return Accepted(str(answer["id"]), status, template.get("version"))


def _call(request: Callable[[], Any]) -> dict[str, Any]:
    try:
        answer = request()
    except APIError as error:
        raise _send_error(error) from None
    if not isinstance(answer, dict):
        message = "GOV.UK Notify answered with something that is not an answer."
        raise UnknownEndError(message)
    return answer


def _send_error(error: APIError) -> SendError:
    """The SendError of a client error."""
    status, names = error.status_code, _error_names(error)
    message = f"GOV.UK Notify answered {status} {' '.join(sorted(names))}".rstrip()
    if status == 429:
        if "TooManyRequestsError" in names:
            return DailyLimitError(message)
        answer = vars(error).get("response")  # code here reads nothing of a victim by this name
        value = answer.headers.get("Retry-After", "") if answer is not None else ""
        retry_after = int(value[:MOST_DIGITS]) if value.isascii() and value.isdigit() else None
        return RateLimitError(message, retry_after=retry_after)
    if status == 400 and _is_about_the_number(error, names):
        return BadNumberError(message)
    if 400 <= status < 500:
        return ConfigurationError(message)
    return UnknownEndError(message)


def _error_names(error: APIError) -> set[str]:
    details = error.message
    return {item["error"] for item in details} if isinstance(details, list) else set()


def _is_about_the_number(error: APIError, names: set[str]) -> bool:
    if "InvalidPhoneError" in names:
        return True
    if "ValidationError" not in names or not isinstance(error.message, list):
        return False
    fields = ("phone_number", "email_address")
    return all(str(item.get("message", "")).startswith(fields) for item in error.message)


# Below the provider's limit however many senders run, and slower for a while after a refusal for
# it.
MOST_A_SECOND = 40
"""Below Notify's limit of 50 a second (notify.md 4.5)."""

LEAST_A_SECOND = 5
DOUBLES_EVERY = timedelta(seconds=20)
"""After a limit the pace is halved, and doubles again in this time while no other follows."""
BLOCK = 10
"""Turns reserved at once, to save database writes. A slow sender may use them late; ten more texts
a second for each sender are far below the permitted burst of 1,000."""


def pace_at(slowed_to: int | None, slowed_at: datetime | None, *, at: datetime) -> int:
    """Texts a second, after the pace was slowed at a time."""
    if slowed_to is None or slowed_at is None:
        return MOST_A_SECOND
    doublings = max(0, (at - slowed_at) // DOUBLES_EVERY)
    return min(MOST_A_SECOND, slowed_to << min(doublings, 8))


def slower(pace: int) -> int:
    return max(LEAST_A_SECOND, pace // 2)


class Pacer:
    """The turns of one sender."""

    def __init__(
        self,
        *,
        reserve: Callable[[int, datetime], tuple[datetime, timedelta]],
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._reserve, self._now, self._sleep = reserve, now, sleep
        self._left = 0

    def wait_turn(self) -> None:
        if not self._left:
            self._next, self._turn = self._reserve(BLOCK, self._now())
            self._left = BLOCK
        wait = (self._next - self._now()).total_seconds()
        if wait > 0:
            self._sleep(wait)
        self._next += self._turn
        self._left -= 1
