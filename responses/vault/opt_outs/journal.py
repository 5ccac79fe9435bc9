"""Opt-outs in the journal kept apart (access.continuity.journal): written there before they take
effect, and written back where a restored database has forgotten them."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from access.continuity import holding, journal
from access.continuity.journal import Entry, EntryKind
from access.models import Continuity
from responses.models import Invitation
from responses.models.contacts import Contact, Suppression
from responses.vault import person_keys

KEYS_IN_AN_ENTRY = 40
"""Keys of 64 characters that fit into one entry."""

BATCH = 500
JOURNAL = "journal"
"""Who wrote an opt-out that a restored database had forgotten."""

logger = logging.getLogger(__name__)


def write_ahead(keys: Iterable[str], *, channel: str, at: datetime) -> None:
    """Write the opt-outs of these keys to the journal, inside the transaction that writes them to
    the database. Her safety comes first: where the journal cannot be written, the opt-out takes
    effect all the same, staff are told that the journal is behind, and append_missing follows."""
    wanted = Suppression.objects.filter(person_key__in=keys, journalled_at=None)
    missing = sorted(wanted.values_list("person_key", flat=True))
    if not missing:
        return
    try:
        _append(missing, channel=channel, at=at)
    except OSError as error:
        logger.error("The contact journal is behind: %s", error.strerror)  # noqa: TRY400
        Continuity.objects.filter(behind_since=None).update(behind_since=at)
        return
    Suppression.objects.filter(person_key__in=missing).update(journalled_at=at)


def append_missing(*, at: datetime) -> int:
    """Append the opt-outs that the journal does not have. Returns how many. Raises OSError."""
    appended = 0
    missing = Suppression.objects.filter(journalled_at=None).order_by("pk")
    while batch := list(missing[:BATCH]):
        for start in range(0, len(batch), KEYS_IN_AN_ENTRY):
            some = batch[start : start + KEYS_IN_AN_ENTRY]
            _append([one.person_key for one in some], channel=some[0].channel, at=at)
        ids = [one.pk for one in batch]
        appended += Suppression.objects.filter(pk__in=ids).update(journalled_at=at)
    Continuity.objects.exclude(behind_since=None).update(behind_since=None)
    return appended


def begin_anew() -> None:
    """For a journal that has lost everything: append_missing writes every opt-out again."""
    Suppression.objects.update(journalled_at=None)


def _append(keys: Collection[str], *, channel: str, at: datetime) -> None:
    row = holding.state()
    if row.mark == 0:
        journal.begin(str(row.generation))
    journal.append(
        str(row.generation), EntryKind.OPT_OUT, mark=row.mark, at=at, keys=keys, channel=channel
    )


def replay(entries: Iterable[Entry]) -> int:
    """Write the opt-outs of these entries that the database does not know, and end the links of
    those people. Returns how many keys were unknown. Needs no hold: whoever pressed Stop meant it,
    even where the press ended in a fault."""
    asked = {
        key: entry
        for entry in entries
        if entry.kind == EntryKind.OPT_OUT
        for key in entry.details["keys"]
    }
    keys, unknown = sorted(asked), 0
    for start in range(0, len(keys), BATCH):
        some = set(keys[start : start + BATCH])
        known = Suppression.objects.filter(person_key__in=some)
        unknown += _write_back({key: asked[key] for key in some - set(_keys(known))})
    return unknown


def _keys(known: Iterable[Suppression]) -> list[str]:
    return [one.person_key for one in known]


@transaction.atomic
def _write_back(asked: dict[str, Entry]) -> int:
    for key, entry in asked.items():
        Suppression.objects.get_or_create(
            person_key=key,
            defaults={
                "at": entry.at,
                "by": JOURNAL,
                "channel": entry.details["channel"],
                "journalled_at": entry.at,
            },
        )
        theirs = Q(person_key=key) | Q(address_key=key) | Q(texted_key=key)
        cases = Contact.objects.filter(theirs).values("case_id")
        links = Invitation.objects.filter(stage_event__case__in=cases, opted_out_at=None)
        links.update(opted_out_at=entry.at)
    _end_links_of_cases(asked)
    return len(asked)


def _end_links_of_cases(asked: dict[str, Entry]) -> None:
    """End the links of cases that were stopped themselves, as one that was asked by a code may hold
    neither number nor address."""
    first_at = min((entry.at for entry in asked.values()), default=None)
    if first_at is None:
        return
    links = Invitation.objects.filter(opted_out_at=None, expires_at__gt=first_at)
    rows = links.values_list("pk", "stage_event__case__force_id", "stage_event__case__case_key")
    stopped = {
        pk: asked[key]
        for pk, force, case in rows.iterator()
        if (key := person_keys.case_key(force=force, key=case)) in asked
    }
    for pk, entry in stopped.items():
        Invitation.objects.filter(pk=pk).update(opted_out_at=entry.at)
