"""Sends the same requests to another GOV.UK Notify and compares the shapes of the answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

DELIVERED = "07700900001"
"""notify.md 4.5: reported as delivered with a test key, which sends nothing."""

LINK = "https://example.org/000000000000"
SITE = "example.org"
NOWHERE = "00000000-0000-0000-0000-000000000000"
Client = NotificationsAPIClient
Probe = Callable[[Client, str, str], Any]


@dataclass(frozen=True)
class AnswerDifference:
    probe: str
    ours: str
    theirs: str


def _send(client: Client, template: str, reference: str, **changes: object) -> Any:
    request = {
        "phone_number": DELIVERED,
        "template_id": template,
        "personalisation": {"link": LINK, "site": SITE},
        "reference": reference,
    }
    return client.send_sms_notification(**(request | changes))  # type: ignore[no-untyped-call]


def _notifications_with(client: Client, reference: str) -> Any:
    return client.get_all_notifications(reference=reference)  # type: ignore[no-untyped-call]


PROBES: Mapping[str, Probe] = {
    "a text is accepted": _send,
    "it is found by its reference": lambda client, _template, reference: _notifications_with(
        client, reference
    ),
    "so is nothing under another": lambda client, _template, _ref: _notifications_with(
        client, NOWHERE
    ),
    "a number that is none is refused": lambda client, template, reference: _send(
        client, template, reference, phone_number="12"
    ),
    "a template that does not exist is refused": lambda client, _template, reference: _send(
        client, NOWHERE, reference
    ),
    "a link that is missing is refused": lambda client, template, reference: _send(
        client, template, reference, personalisation={}
    ),
    "a reference that is too long is refused": lambda client, template, _reference: _send(
        client, template, "r" * 1001
    ),
    "an id that does not exist is not found": lambda client, _template, _reference: (
        client.get_notification_by_id(NOWHERE)  # type: ignore[no-untyped-call]
    ),
}


def shapes(client: Client, *, template: str, reference: str) -> dict[str, str]:
    return {name: _shape(probe, client, template, reference) for name, probe in PROBES.items()}


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[AnswerDifference]:
    return [
        AnswerDifference(probe, ours[probe], theirs[probe])
        for probe in ours
        if ours[probe] != theirs[probe]
    ]


def _shape(probe: Probe, client: Client, template: str, reference: str) -> str:
    try:
        answer = probe(client, template, reference)
    except HTTPError as failure:
        errors = failure.message if isinstance(failure.message, list) else []
        names = sorted({str(error.get("error")) for error in errors})
        return f"{failure.status_code} {' '.join(names)}".rstrip()
    listed = answer.get("notifications")
    return f"{len(listed)} found" if listed is not None else f"accepted: {_keys(answer)}"


def _keys(answer: Mapping[str, Any]) -> str:
    template = answer.get("template") or {}
    read = {"id": answer.get("id"), "reference": answer.get("reference")}
    read["template version"] = template.get("version")
    return ", ".join(sorted(name for name, value in read.items() if value is not None))
