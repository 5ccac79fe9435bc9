from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Protocol

from django.conf import settings
from django.core import mail
from django.utils.crypto import constant_time_compare, salted_hmac
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from access.web.links import staff_link

TIMEOUT_SECONDS = 30


class NotTakenError(Exception):
    """It may be retried."""


class UncertainEndError(Exception):
    """The carrier may have taken it."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    reference: str
    to: str = field(repr=False)
    subject: str
    body: str
    stop_at: str = field(default="", repr=False)
    """Address to which a mail program posts to stop such mails (access.digests.carriers); "" for
    mails that cannot be stopped."""

    @property
    def pressed_at(self) -> str:
        return self.stop_at if self.stop_at.startswith("https://") else ""


class Carrier(Protocol):
    @property
    def delivers(self) -> bool:
        pass

    def send(self, letter: Letter) -> None:
        """Raises NotTakenError or UncertainEndError."""

    def check_delivery(self, reference: str) -> bool | None:
        """None where unknown. Raises NotTakenError."""


class Development:
    """Sends none: each can be read by its person."""

    delivers = False

    def send(self, letter: Letter) -> None:
        pass

    def check_delivery(self, _reference: str) -> bool | None:
        return False


class MailServer:
    delivers = True

    def send(self, letter: Letter) -> None:
        connection = mail.get_connection()
        try:
            connection.open()
        except OSError as error:
            raise NotTakenError(type(error).__name__) from None
        try:
            # One-click stop (RFC 8058), if the mail server signs these lines (DKIM).
            headers = {"Auto-Submitted": "auto-generated"}
            if letter.pressed_at:
                headers["List-Unsubscribe"] = f"<{letter.pressed_at}>"
                headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            mail.EmailMessage(
                subject=letter.subject,
                body=letter.body,
                to=[letter.to],
                headers=headers,
                connection=connection,
            ).send()
        except (SMTPRecipientsRefused, SMTPResponseException, ValueError) as error:
            raise NotTakenError(type(error).__name__) from None  # ValueError: of an address
        except OSError as error:
            raise UncertainEndError(type(error).__name__) from None
        finally:
            connection.close()

    def check_delivery(self, _reference: str) -> bool | None:
        return None


class Notify:
    """One template with ((subject)) and ((body))."""

    delivers = True

    def __init__(self, *, api_key: str, base_url: str, template: str) -> None:
        self._client = NotificationsAPIClient(  # type: ignore[no-untyped-call]  # it has no types
            api_key, base_url=base_url, timeout=TIMEOUT_SECONDS
        )
        self._template = template

    def send(self, letter: Letter) -> None:
        try:
            self._client.send_email_notification(  # type: ignore[no-untyped-call]
                email_address=letter.to,
                template_id=self._template,
                personalisation={"subject": letter.subject, "body": letter.body},
                reference=letter.reference,
                one_click_unsubscribe_url=letter.pressed_at or None,
            )
        except APIError as error:
            raise _failure(error.status_code) from None

    def check_delivery(self, reference: str) -> bool | None:
        try:
            found: Mapping[str, list[object]] = self._client.get_all_notifications(  # type: ignore[no-untyped-call]
                reference=reference
            )
        except APIError as error:
            raise NotTakenError(str(error.status_code)) from None
        return bool(found["notifications"])


def _failure(status: int) -> Exception:
    return NotTakenError(str(status)) if 400 <= status < 500 else UncertainEndError(str(status))


def chosen_carrier() -> Carrier:
    if settings.STAFF_MAIL == "smtp":
        return MailServer()
    if settings.STAFF_MAIL == "notify":
        return Notify(
            api_key=settings.NOTIFY_API_KEY,
            base_url=settings.NOTIFY_BASE_URL,
            template=settings.NOTIFY_STAFF_TEMPLATE,
        )
    return Development()


# Addresses that stop a digest without signing in (RFC 8058), signed with the service's secret.
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
