"""Ways by which a mail reaches a member of staff: none, a mail server, or GOV.UK Notify."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Protocol

from django.conf import settings
from django.core import mail
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

TIMEOUT_SECONDS = 30


class NotTakenError(Exception):
    """The carrier did not take the mail: it may be tried again."""


class UncertainEndError(Exception):
    """The carrier may have taken the mail."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    reference: str
    to: str = field(repr=False)
    subject: str
    body: str
    stop_at: str = field(default="", repr=False)
    """The address to which its reader's mail program posts so that no such mail comes any more
    (access.digests.stop_links); "" for one that nobody can stop."""

    @property
    def pressed_at(self) -> str:
        """The same, where a mail program would post to it: never without TLS."""
        return self.stop_at if self.stop_at.startswith("https://") else ""


class Carrier(Protocol):
    @property
    def delivers(self) -> bool:
        """Whether a mail leaves this service."""

    def send(self, letter: Letter) -> None:
        """Raises NotTakenError or UncertainEndError."""

    def was_taken(self, reference: str) -> bool | None:
        """Whether it has taken a mail of this reference; None where it cannot tell. Raises
        NotTakenError while it does not answer."""


class Development:
    """Keeps every mail where its person can read it, and sends none."""

    delivers = False

    def send(self, letter: Letter) -> None:
        """Nothing leaves the machine."""

    def was_taken(self, _reference: str) -> bool | None:
        return False


class MailServer:
    """Django's e-mail settings (EMAIL_HOST and others). It cannot be asked about a mail later."""

    delivers = True

    def send(self, letter: Letter) -> None:
        connection = mail.get_connection()
        try:
            connection.open()
        except OSError as error:
            raise NotTakenError(type(error).__name__) from None
        try:
            mail.EmailMessage(
                subject=letter.subject,
                body=letter.body,
                to=[letter.to],
                headers=_headers(letter),
                connection=connection,
            ).send()
        except (SMTPRecipientsRefused, SMTPResponseException, ValueError) as error:
            raise NotTakenError(type(error).__name__) from None  # ValueError: of an address
        except OSError as error:
            raise UncertainEndError(type(error).__name__) from None
        finally:
            connection.close()

    def was_taken(self, _reference: str) -> bool | None:
        return None


def _headers(letter: Letter) -> dict[str, str]:
    """RFC 8058, by which a mail program presses for its reader. It holds only where the mail server
    signs these lines too (DKIM)."""
    headers = {"Auto-Submitted": "auto-generated"}
    if letter.pressed_at:
        headers["List-Unsubscribe"] = f"<{letter.pressed_at}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


class Notify:
    """One template with ((subject)) and ((body)), which itself names the page of choices. The
    client reports 503 where there was no answer, so the end of every 5xx is unknown."""

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

    def was_taken(self, reference: str) -> bool | None:
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
    """By STAFF_MAIL."""
    if settings.STAFF_MAIL == "smtp":
        return MailServer()
    if settings.STAFF_MAIL == "notify":
        return Notify(
            api_key=settings.NOTIFY_API_KEY,
            base_url=settings.NOTIFY_BASE_URL,
            template=settings.NOTIFY_STAFF_TEMPLATE,
        )
    return Development()
