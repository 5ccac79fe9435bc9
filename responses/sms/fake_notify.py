import re
import threading
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import jwt
import phonenumbers

from responses.sms.channel import Channel
from responses.sms.fake_weather import SendingFault, TokenBucket, Weather

Answer = tuple[int, dict[str, Any]]

KEY_PART = 36
"""notify.md 4.1: a key ends in the service's id and a secret, 36 characters each."""

CLOCK_SECONDS = 30
"""notify.md 4.1: a token issued further than this from the server's clock is refused."""

PAGE = 250
"""notify.md 4.1: notifications on one page of a list."""

LONGEST_REFERENCE = 1_000
SMOKE_NUMBERS = frozenset({"+447700900000", "+447700900111", "+447700900222"})
"""notify.md 4.5: answered 201 with an id that is not kept; no receipt, and GET gives 404."""

STATUS_BY_NUMBER = {
    "+447700900003": "temporary-failure",
    "+447700900002": "permanent-failure",
}
"""notify.md 4.5: test numbers; any other valid number is delivered."""

SENT = {"template_id", "personalisation", "reference"}
ALLOWED: Mapping[str, set[str]] = {
    Channel.SMS: SENT | {"phone_number", "sms_sender_id"},
    Channel.EMAIL: SENT | {"email_address", "email_reply_to_id", "one_click_unsubscribe_url"},
}
RECIPIENT: Mapping[str, str] = {Channel.SMS: "phone_number", Channel.EMAIL: "email_address"}
ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
PLACEHOLDER = re.compile(r"\(\(([^()]+)\)\)")


class LostAnswer(Exception):  # noqa: N818  it is what happens to the client, not to us
    pass


@dataclass(frozen=True)
class NotifyTemplate:
    id: str
    body: str
    version: int = 1


@dataclass
class Notification:
    id: str
    kind: str
    recipient: str = field(repr=False)
    body: str = field(repr=False)
    reference: str | None
    template: NotifyTemplate
    created_at: str
    status: str = "created"
    completed_at: str | None = None
    sender_id: str | None = None

    def as_answer(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "reference": self.reference,
            RECIPIENT[self.kind]: self.recipient,
            "type": self.kind,
            "status": self.status,
            "template": {"id": self.template.id, "version": self.template.version},
            "body": self.body,
            "created_at": self.created_at,
            "sent_at": self.created_at if self.status != "created" else None,
            "completed_at": self.completed_at,
        }

    def as_receipt(self) -> dict[str, Any]:
        """notify.md 4.4: `to` is the number."""
        return {
            "id": self.id,
            "reference": self.reference,
            "to": self.recipient,
            "status": self.status,
            "created_at": self.created_at,
            "completed_at": self.completed_at,
            "sent_at": self.created_at,
            "notification_type": self.kind,
            "template_id": self.template.id,
            "template_version": self.template.version,
        }


@dataclass
class FakeNotify:
    """One service with one key."""

    api_key: str = field(repr=False)
    templates: Sequence[NotifyTemplate]
    now: Callable[[], datetime]
    faults: Iterable[SendingFault] = ()
    daily_limit: int = 250_000
    """notify.md 4.5: texts a day, reset at midnight UTC."""
    weather: Weather = field(default_factory=Weather)
    bucket: TokenBucket | None = None
    notifications: list[Notification] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._faults = deque(self.faults)
        self._lock = threading.Lock()
        self._accepted: Counter[date] = Counter()
        self._bucket = self.bucket or TokenBucket(now=self.now)
        self._by_reference: dict[str | None, list[Notification]] = {}

    @property
    def service_id(self) -> str:
        return self.api_key[-2 * KEY_PART - 1 : -KEY_PART - 1]

    def refuse(self, authorization: str) -> Answer | None:
        """None where the token is valid (notify.md 4.1, 4.2)."""
        token = authorization.removeprefix("Bearer ")
        try:
            claims = jwt.decode(
                token,
                self.api_key[-KEY_PART:],
                algorithms=["HS256"],
                options={"verify_iat": False, "require": ["iss", "iat"]},
            )
        except jwt.InvalidTokenError:
            return error(403, "AuthError", "Invalid token: signature, api token not found")
        if claims["iss"] != self.service_id:
            return error(403, "AuthError", "Invalid token: service not found")
        if abs(self.now().timestamp() - claims["iat"]) > CLOCK_SECONDS:
            return error(403, "AuthError", "Error: Your system clock must be accurate to 30s")
        return None

    def send(self, kind: str, request: Mapping[str, Any]) -> Answer:
        """Raises LostAnswer where the client is to get no answer."""
        with self._lock:
            fault = self._faults.popleft() if self._faults else self.weather.fault()
            refusal = self._limit(fault) or self._invalid(kind, request)
            if refusal:
                return refusal
            notification = self._accept(kind, request)
        if fault is SendingFault.LOST_ANSWER:
            raise LostAnswer
        return 201, {
            "id": notification.id,
            "reference": notification.reference,
            # notify.md 4.1: the answer holds the text with the personal link.
            "content": {"body": notification.body, "from_number": "GOVUK"},
            "uri": f"/v2/notifications/{notification.id}",
            "template": {
                "id": notification.template.id,
                "version": notification.template.version,
                "uri": f"/v2/template/{notification.template.id}",
            },
        }

    def listed(self, query: Mapping[str, str]) -> Answer:
        """notify.md 4.1 and 4.3: newest first."""
        held = self.notifications
        if "reference" in query:
            held = self._by_reference.get(query["reference"], [])
        found = [one for one in reversed(held) if query.get("status") in {None, one.status}]
        ids = [notification.id for notification in found]
        start = ids.index(query["older_than"]) + 1 if query.get("older_than") in ids else 0
        page = [notification.as_answer() for notification in found[start : start + PAGE]]
        return 200, {"notifications": page, "links": {"current": "/v2/notifications"}}

    def one(self, notification_id: str) -> Answer:
        for notification in self.notifications:
            if notification.id == notification_id:
                return 200, notification.as_answer()
        return error(404, "NoResultFound", "No result found")

    def finish(self) -> list[dict[str, Any]]:
        """Returns the receipts as they arrive."""
        with self._lock:
            ended = [one for one in self._on_their_way() if self._end(one)]
            return self.weather.carried([one.as_receipt() for one in ended])

    def _on_their_way(self) -> list[Notification]:
        return [one for one in self.notifications if one.completed_at is None]

    def _end(self, notification: Notification) -> bool:
        notification.completed_at = self._time()
        if self.weather.fails_technically():
            notification.status = "technical-failure"
            return False
        notification.status = STATUS_BY_NUMBER.get(notification.recipient, "delivered")
        return True

    def _limit(self, fault: SendingFault | None) -> Answer | None:
        if fault is SendingFault.RATE_LIMIT or not self._bucket.take():
            return error(429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000")
        if fault is SendingFault.DAILY_LIMIT or self._accepted[self._day()] >= self.daily_limit:
            return error(429, "TooManyRequestsError", "Exceeded send limits for today")
        if fault is SendingFault.SERVER_ERROR:
            return error(500, "Exception", "Internal server error")
        return None

    def _invalid(self, kind: str, request: Mapping[str, Any]) -> Answer | None:
        unknown = sorted(set(request) - ALLOWED[kind])
        if unknown:
            # notify.md 4.1: unknown properties are refused.
            return _invalid(f"Additional properties are not allowed ({', '.join(unknown)})")
        for name in (RECIPIENT[kind], "template_id"):
            if not isinstance(request.get(name), str):
                return _invalid(f"{name} is a required property")
        if len(request.get("reference") or "") > LONGEST_REFERENCE:
            return _invalid(f"reference {request['reference'][:20]}… is too long")
        if kind == Channel.SMS and _number(request["phone_number"]) is None:
            return _invalid("phone_number Not a valid phone number")
        if kind == Channel.EMAIL and not ADDRESS.fullmatch(request["email_address"]):
            return _invalid("email_address Not a valid email address")
        return self._wrong_template(request)

    def _wrong_template(self, request: Mapping[str, Any]) -> Answer | None:
        template = self._template(request["template_id"])
        if template is None:
            return error(400, "BadRequestError", "Template not found")
        given = request.get("personalisation") or {}
        missing = [name for name in PLACEHOLDER.findall(template.body) if name not in given]
        if missing:
            message = f"Missing personalisation: {', '.join(missing)}"
            return error(400, "BadRequestError", message)
        return None

    def _accept(self, kind: str, request: Mapping[str, Any]) -> Notification:
        template = self._template(request["template_id"])
        assert template is not None  # noqa: S101  _wrong_template has looked
        given = request.get("personalisation") or {}
        recipient = request[RECIPIENT[kind]]
        notification = Notification(
            id=str(uuid.uuid4()),
            kind=kind,
            recipient=(_number(recipient) if kind == Channel.SMS else None) or recipient,
            body=PLACEHOLDER.sub(lambda found: str(given[found[1]]), template.body),
            reference=request.get("reference"),
            template=template,
            created_at=self._time(),
            sender_id=request.get("sms_sender_id"),
        )
        if notification.recipient not in SMOKE_NUMBERS:
            # notify.md 4.3: a reference may come twice; nothing here makes it unique.
            self.notifications.append(notification)
            self._by_reference.setdefault(notification.reference, []).append(notification)
            self._accepted[self._day()] += 1
        return notification

    def _template(self, template_id: str) -> NotifyTemplate | None:
        return next((t for t in self.templates if t.id == template_id), None)

    def _day(self) -> date:
        return self.now().astimezone(UTC).date()

    def _time(self) -> str:
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def error(status: int, name: str, message: str) -> Answer:
    """notify.md 4.2: the body of every refusal."""
    return status, {"status_code": status, "errors": [{"error": name, "message": message}]}


def _invalid(message: str) -> Answer:
    return error(400, "ValidationError", message)


def _number(written: str) -> str | None:
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return None
    text: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    is_good = phonenumbers.is_valid_number(number) or text.startswith("+447700900")
    return text if is_good else None
