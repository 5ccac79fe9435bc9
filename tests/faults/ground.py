"""A database with people to be asked, and what must be true of it in the end."""

import logging
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core import management

from access import actions as access_actions
from access.forces.reference_file import force_rows
from responses.case_files.columns import CaseRow
from responses.eligibility.sampling import SamplingPlan
from responses.eligibility.selectors import case_histories, waiting
from responses.models import Invitation, OutboxMessage
from responses.models.contacts import Contact, ContactHistory
from responses.sms.delivery_states import MessageState
from responses.vault import contacts
from survey.publishing import actions as publishing_actions
from survey.publishing import shipped
from tests import tables
from tests.conftest import NOW, TESTER
from tests.faults.provider import Arrived
from tests.responses import asked

TRANSPORT = "notify"
NUMBERS = [n for n in range(10, 1000) if n not in {111, 222}]
"""Those that simulated people may have (decision 16)."""


FAILED_THERE = "technical-failure"
WRITTEN_TO = 4
"""One in so many has no number and is written to."""


class Fault(Exception):  # noqa: N818  it is the word for what is looked for here
    pass


class Nobody(set[str]):
    def __contains__(self, _key: object) -> bool:
        return False


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def prepare() -> None:
    # Everybody who may be asked is drawn.
    case_histories.sampling_plan = lambda: SamplingPlan(seed="everybody")
    logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
    with tables.copied():
        management.call_command("migrate", verbosity=0)
        management.call_command("createcachetable", verbosity=0)
    access_actions.load_forces(rows=force_rows(), by=TESTER, at=NOW)
    for raw in shipped.definitions():
        if raw["code"] == "short-core":
            publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)


def switch_off_fatigue() -> None:
    contacts.fatigued_until = lambda _days: None
    waiting.people_being_asked = Nobody


def people(count: int) -> Sequence[CaseRow]:
    return [
        asked.row(
            contact_mobile=f"+447700900{NUMBERS[n % len(NUMBERS)]:03}" if n % WRITTEN_TO else "",
            contact_email=f"person-{n}@example.org",
        )
        for n in range(count)
    ]


def queued(count: int) -> set[str]:
    known = set(OutboxMessage.objects.values_list("reference", flat=True))
    rows = iter(people(count))
    while some := list(islice(rows, 5_000)):
        asked.load(*some)
    asked.decide()
    asked.queue(transport=TRANSPORT)
    new = OutboxMessage.objects.exclude(reference__in=known) if known else OutboxMessage.objects
    found = {str(reference) for reference in new.values_list("reference", flat=True)}
    check(len(found) == count, f"{count} were to be invited, and {len(found)} were")
    return found


def check(is_so: bool, what: str) -> None:
    if not is_so:
        raise Fault(what)


def check_all_arrived_once(arrived: Sequence[Arrived]) -> int:
    """Returns how many invitations reached nobody, their repeat having failed there as well."""
    messages = OutboxMessage.objects.filter(transport=TRANSPORT)
    references = Counter(one.reference for one in arrived)
    ours = {str(reference) for reference in messages.values_list("reference", flat=True)}
    twice = sum(copies > 1 for copies in references.values())
    check(not twice, f"{twice} messages were sent twice")
    check(set(references) == ours, f"{len(ours - set(references))} messages were lost")
    status_of = {one.reference: one.status for one in arrived}
    ends = Counter(
        (invitation, status_of[str(reference)])
        for invitation, reference in messages.values_list("invitation", "reference")
    )
    reached = {invitation for invitation, status in ends if status == "delivered"}
    in_vain = {one for (one, status), n in ends.items() if (status, n) == (FAILED_THERE, 2)}
    unreached = {invitation for invitation, _status in ends} - reached
    check(unreached == in_vain, "some invitations have no delivered message")
    once = all(n == 1 for (_one, status), n in ends.items() if status == "delivered")
    check(once, "some invitations have more than one")
    _check_reconciled(arrived, len(reached))
    return len(in_vain)


def _check_reconciled(arrived: Sequence[Arrived], invitations: int) -> None:
    held = OutboxMessage.objects.filter(transport=TRANSPORT)
    ours = {
        Arrived(str(reference), status, channel)
        for reference, status, channel in held.values_list(
            "reference", "provider_status", "channel"
        )
    }
    check(ours == set(arrived), "the states or ways of some messages are not the provider's")
    written = sum(one.channel == "email" for one in arrived)
    check(0 < written < len(arrived), "not both texts and e-mails were sent")
    open_ends = held.filter(state__in=[*_open_states()]).count()
    check(not open_ends, f"{open_ends} messages have no end")
    reached = Invitation.objects.filter(
        messages__in=held, delivered_at__isnull=False, delivery_status="delivered"
    )
    check(reached.distinct().count() == invitations, "some invitations do not say delivered")
    keys, history = _keys_invited(), ContactHistory.objects.count()
    check(history == keys, f"people of {keys} keys were invited, {history} are remembered")


def _keys_invited() -> int:
    arrived = Invitation.objects.filter(delivered_at__isnull=False)
    invited = Contact.objects.filter(case__in=arrived.values("stage_event__case"))
    held = invited.values_list("person_key", "address_key")
    return sum(len(set(keys) - {""}) for keys in held)


def _open_states() -> set[MessageState]:
    return {MessageState.DUE, MessageState.LEASED, MessageState.SENT}


def forget() -> None:
    Invitation.objects.all().delete()
    ContactHistory.objects.all().delete()
    kinds: list[Any] = [asked.StageEvent, asked.Case]
    for kind in kinds:
        kind.objects.all().delete()


LATER = timedelta(minutes=31)
"""Past the lease of a sender that died."""
