"""The contact journal: an append-only copy, kept apart from the database, of what must not be
forgotten when the database is restored from an older copy (decision 50, docs/adr/0022).

CONTACT_JOURNAL is a folder on another disk or host, which every process of the service can reach.
In it each database has a folder of its own, named by its generation, and in that each host a file,
of one JSON object a line. An entry holds references, ids and keyed hashes, never a number, an
address, a name or an answer. Each is written by one call in append mode and synced before what it
tells of takes effect."""

import json
import os
import shutil
import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings

LONGEST_ENTRY = 4096
"""Bytes that one append writes undivided beside other processes."""

TAIL = 4 * 1024 * 1024
"""Bytes at the end of a file that a process reads first; from then on it reads what is new."""

TRIAL_MARK = "trial"
"""The file that marks the journal of a trial copy."""


class EntryKind(StrEnum):
    SENDING = "sending"
    """A request to the provider is about to be made for one message."""

    OPT_OUT = "opt_out"
    """A person, by their keys, is never contacted again."""

    OPT_OUT_UNDONE = "opt_out_undone"
    """The press that wrote these keys was undone by who had pressed."""

    COMPLETED = "completed"
    """Somebody has sent their answers in; says neither who nor what."""

    WITHDRAWN = "withdrawn"
    """The answers of one response, named by its id, were withdrawn."""

    BROUGHT_BACK = "brought_back"
    """Withdrawn answers were brought back into their response, named by its id."""

    OPEN_WITHDRAWN = "open_withdrawn"
    """Open answers, named by their id, were withdrawn."""

    PAPER_TAKEN_BACK = "paper_taken_back"
    """A form of paper was taken out by its six words; names its attempt by id."""

    CODE_OPENED = "code_opened"
    """A code that was handed over was opened, and does not open again; names its attempt by id."""

    CALLED = "called"
    """An interviewer was shown the number of a person, by their keys, about one event."""

    SENDING_STOPPED = "sending_stopped"
    """Somebody stopped one line of sending by hand."""

    SENDING_LET_GO_ON = "sending_let_go_on"
    """The stop of one line by hand was ended."""

    DUTY_TAKEN_BACK = "duty_taken_back"
    """A signature without which nobody real is asked, named by its id, was taken back."""

    ACCOUNT_SWITCHED_OFF = "account_switched_off"
    """An account of staff, named by its id, was switched off."""

    ACCOUNT_SWITCHED_ON = "account_switched_on"
    """It was switched on again."""

    ROLE_ENDED = "role_ended"
    """A role of staff, named by its id, was taken away."""

    ROLE_SHORTENED = "role_shortened"
    """A role of staff, named by its id, was given an earlier last day."""

    SERVICE_FORCES = "service_forces"
    """A service, named by its id, serves these forces, by their codes, and no others."""

    REQUEST_SET_ASIDE = "request_set_aside"
    """What one person asked for and another decides, named by its table and id, was refused or
    withdrawn."""

    API_KEY_ENDED = "api_key_ended"
    """A key of another system, named by its id, was ended."""

    WEBHOOK_SWITCHED_OFF = "webhook_switched_off"
    """An address that is told of events, named by its id, is told nothing any more."""

    WEBHOOK_SWITCHED_ON = "webhook_switched_on"
    """It is told again."""

    PROVIDER_ENDED = "provider_ended"
    """Where a force's staff signed in, or were to, named by its id, was ended or set aside."""

    GLASS_CLOSED = "glass_closed"
    """What was opened in an emergency, or was to be, named by its id, was closed or refused."""

    READING_AGREEMENT_ENDED = "reading_agreement_ended"
    """A force's agreement to read sensitive texts, named by its id, was ended or refused."""

    REPLY_ENDED = "reply_ended"
    """A reply ended these invitations, named by their ids, and their reminders."""

    AUDIT_HEAD = "audit_head"
    """The sealed head of the audit trail of one day (access.audit_chain)."""

    AUDIT_END = "audit_end"
    """The sealed end of the audit trail, at most a minute old (access.audit_chain)."""

    ISSUED = "issued"
    """The highest ids given out, by model."""


@dataclass(frozen=True)
class Entry:
    """`mark` is what the database's own mark was when the entry was written (holding)."""

    kind: str
    mark: int
    at: datetime
    details: Mapping[str, Any]


def begin(generation: str) -> None:
    """Make the folder of a database that has written nothing yet. Raises OSError."""
    folder(generation).mkdir(parents=True, exist_ok=True, mode=0o700)


def copy(generation: str, *, to: str) -> None:
    """Begin another journal with all that one has. Raises OSError."""
    begin(to)
    for path in _files(generation):
        shutil.copy(path, folder(to))


def mark_as_trial(generation: str) -> None:
    """Mark a journal as that of a trial copy. Raises OSError."""
    begin(generation)
    (folder(generation) / TRIAL_MARK).touch(mode=0o600)


def is_trial(generation: str) -> bool:
    return (folder(generation) / TRIAL_MARK).exists()


def generations() -> list[str]:
    """Return every database that has a journal in CONTACT_JOURNAL. Raises OSError."""
    root = Path(settings.CONTACT_JOURNAL)
    return sorted(path.name for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def exists(generation: str) -> bool:
    return folder(generation).is_dir()


def folder(generation: str) -> Path:
    return Path(settings.CONTACT_JOURNAL) / generation


def append(
    generation: str, kind: EntryKind, *, mark: int, at: datetime, is_synced: bool = True,
    **details: Any,
) -> None:  # fmt: skip
    """Write one entry, which is on the disk when this returns, unless `is_synced` is False. Raises
    OSError where it cannot be, so also where the folder was never begun or has gone."""
    entry = {"kind": kind.value, "mark": mark, "at": at.isoformat(), **details}
    # The line break before it keeps it readable after an entry that a crash has cut short.
    line = f"\n{json.dumps(entry, separators=(',', ':'))}\n".encode()
    if len(line) > LONGEST_ENTRY:
        message = f"an entry of {len(line)} bytes"
        raise ValueError(message)
    path = folder(generation) / f"{socket.gethostname()}.jsonl"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.write(file, line) != len(line):
            message = "the journal took part of an entry"
            raise OSError(message)
        if is_synced:
            os.fsync(file)
    finally:
        os.close(file)


def entries(generation: str) -> list[Entry]:
    """Every entry of every host, by time. Raises OSError."""
    found = [entry for path in _files(generation) for entry in _read(path, begin=0)[0]]
    return sorted(found, key=lambda entry: entry.at)


def read_on(generation: str, offsets: dict[str, int]) -> list[Entry]:
    """The entries since `offsets`, which is brought up to date: by file name, the bytes read. Of a
    file not read before, those of its TAIL. Raises OSError."""
    found: list[Entry] = []
    for path in _files(generation):
        size = path.stat().st_size
        start = offsets.get(path.name, max(0, size - TAIL))
        if size < start:
            start = 0  # another file has taken its name
        new, offsets[path.name] = _read(path, begin=start)
        found += new
    return found


def _files(generation: str) -> Iterable[Path]:
    return sorted(folder(generation).glob("*.jsonl"))


def _read(path: Path, *, begin: int) -> tuple[list[Entry], int]:
    """The whole entries from a byte on, and the byte after the last of them."""
    if path.stat().st_size <= begin:
        return [], begin
    with path.open("rb") as file:
        file.seek(begin)
        text = file.read()
    whole = text[: text.rfind(b"\n") + 1]
    return list(_parsed(whole.splitlines())), begin + len(whole)


def _parsed(lines: Iterable[bytes]) -> Iterator[Entry]:
    """A line that is no entry was cut short, by a crash or where a TAIL begins."""
    for line in lines:
        try:
            read = json.loads(line)
            yield Entry(
                kind=read.pop("kind"),
                mark=int(read.pop("mark")),
                at=datetime.fromisoformat(read.pop("at")),
                details=read,
            )
        except (ValueError, KeyError, AttributeError, TypeError):
            continue
