from collections.abc import Callable, Mapping
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
