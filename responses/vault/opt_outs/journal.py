"""Opt-outs in the journal kept apart: written there first, and written back to a restored
database."""

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from access.continuity import holding, journal
from access.continuity.journal import Entry, EntryKind
from access.models import Continuity
from responses.models import Invitation
from responses.models.contacts import Contact, Suppression
from responses.vault import person_keys
from responses.vault.opt_outs import undoable_stops

KEYS_IN_AN_ENTRY = 40
"""Keys of 64 characters that fit into one entry."""

BATCH = 500
JOURNAL = "journal"
"""Author of an opt-out that a restored database had lost."""

logger = logging.getLogger(__name__)


class _Stop(NamedTuple):
    key: str
    is_number_only: bool


def write_ahead(ids: Collection[int], *, at: datetime) -> None:
    """Inside the transaction that writes them to the database."""
    missing = list(Suppression.objects.filter(pk__in=ids, journalled_at=None))
    if not missing:
        return
    try:
        _append(missing, at=at)
    except OSError as error:
        logger.error("The contact journal is behind: %s", error.strerror)  # noqa: TRY400
        Continuity.objects.filter(behind_since=None).update(behind_since=at)
        return
    _mark_as_journalled(missing, at=at)


def append_missing(*, at: datetime) -> int:
    """Returns how many. Raises OSError."""
    appended = 0
    missing = Suppression.objects.filter(journalled_at=None).order_by("pk")
    while batch := list(missing[:BATCH]):
        _append(batch, at=at)
        appended += _mark_as_journalled(batch, at=at)
    Continuity.objects.exclude(behind_since=None).update(behind_since=None)
    return appended


def begin_anew() -> None:
    """The journal lost everything: append_missing writes every opt-out again."""
    Suppression.objects.update(journalled_at=None)


def write_undone(press_id: UUID, keys: Collection[str], *, at: datetime) -> None:
    """Raises OSError."""
    row = _begin_if_new()
    for some in _portions(sorted(keys)):
        journal.append(
            str(row.generation), EntryKind.OPT_OUT_UNDONE, mark=row.mark, at=at, keys=some,
            press=str(press_id),
        )  # fmt: skip


def _mark_as_journalled(rows: Iterable[Suppression], *, at: datetime) -> int:
    ids = [row.pk for row in rows]
    return Suppression.objects.filter(pk__in=ids).update(journalled_at=at)


def _append(rows: Iterable[Suppression], *, at: datetime) -> None:
    begun = _begin_if_new()
    for (channel, press, is_number_only), alike in groupby(
        sorted(rows, key=_journalled_fields), key=_journalled_fields
    ):
        for keys in _portions([row.person_key for row in alike]):
            journal.append(
                str(begun.generation), EntryKind.OPT_OUT, mark=begun.mark, at=at, keys=keys,
                channel=channel, press=press, is_number_only=is_number_only,
            )  # fmt: skip


def _journalled_fields(row: Suppression) -> tuple[str, str, bool]:
    return row.channel, str(row.press_id or ""), row.is_number_only


def _portions(keys: list[str]) -> Iterable[list[str]]:
    return (keys[at : at + KEYS_IN_AN_ENTRY] for at in range(0, len(keys), KEYS_IN_AN_ENTRY))


def _begin_if_new() -> Continuity:
    row = holding.state()
    if row.mark == 0:
        journal.begin(str(row.generation))
    return row


def replay(entries: Collection[Entry]) -> int:
    """Write the opt-outs that the database does not know and end those links; not what was undone.
    Returns how many."""
    asked = _latest_stops(entries)
    stops, unknown = sorted(asked), 0
    for start in range(0, len(stops), BATCH):
        some = set(stops[start : start + BATCH])
        rows = Suppression.objects.filter(person_key__in={stop.key for stop in some})
        known = {_Stop(*row) for row in rows.values_list("person_key", "is_number_only")}
        unknown += _write_back({stop: asked[stop] for stop in some - known})
    return unknown


def undone_presses(entries: Iterable[Entry]) -> list[UUID]:
    undone = (entry for entry in entries if entry.kind == EntryKind.OPT_OUT_UNDONE)
    return list(dict.fromkeys(UUID(entry.details["press"]) for entry in undone))


def _latest_stops(entries: Collection[Entry]) -> dict[_Stop, Entry]:
    undone = {
        (entry.details["press"], key)
        for entry in entries
        if entry.kind == EntryKind.OPT_OUT_UNDONE
        for key in entry.details["keys"]
    }
    return {
        _Stop(key, bool(entry.details.get("is_number_only"))): entry
        for entry in sorted(entries, key=lambda entry: not entry.details.get("press"))
        if entry.kind == EntryKind.OPT_OUT
        for key in entry.details["keys"]
        if (entry.details.get("press"), key) not in undone
    }


@transaction.atomic
def _write_back(asked: Mapping[_Stop, Entry]) -> int:
    """A press may have been undone since the entries were read."""
    pressed = {press for entry in asked.values() if (press := entry.details.get("press"))}
    undone = undoable_stops.undone(sorted(pressed))
    standing = {
        stop: entry for stop, entry in asked.items() if entry.details.get("press") not in undone
    }
    for stop, entry in standing.items():
        Suppression.objects.get_or_create(
            person_key=stop.key,
            is_number_only=stop.is_number_only,
            defaults={
                "at": entry.at,
                "by": JOURNAL,
                "channel": entry.details["channel"],
                "journalled_at": entry.at,
            },
        )
        cases = Contact.objects.filter(_reached_by(stop)).values("case_id")
        links = Invitation.objects.filter(stage_event__case__in=cases, opted_out_at=None)
        links.update(opted_out_at=entry.at)
    _end_links_of_cases({stop.key: entry for stop, entry in standing.items()})
    return len(standing)


def _reached_by(stop: _Stop) -> Q:
    sent_there = Q(address_key=stop.key) | Q(texted_key=stop.key)
    return sent_there if stop.is_number_only else sent_there | Q(person_key=stop.key)


def _end_links_of_cases(asked: Mapping[str, Entry]) -> None:
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
