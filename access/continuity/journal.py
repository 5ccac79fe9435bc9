"""Append-only copy, kept apart, of what must survive a restore (docs/adr/0022). An entry holds
references, ids and keyed hashes, never a number, address, name or answer."""

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
"""Bytes that one append writes undivided while other processes write."""

TAIL = 4 * 1024 * 1024
"""Bytes at the end of a file that a process reads first."""

TRIAL_MARK = "trial"


class EntryKind(StrEnum):
    SENDING = "sending"
    """A request to the provider is about to be made for one message."""

    OPT_OUT = "opt_out"
    """A person, by their keys, is never contacted again."""

    OPT_OUT_UNDONE = "opt_out_undone"
    """The person who pressed stop undid it."""

    COMPLETED = "completed"
    """Answers were sent in, without a name."""

    WITHDRAWN = "withdrawn"
    """The answers of one response, by id."""

    BROUGHT_BACK = "brought_back"
    """The withdrawn answers of a response, by id."""

    OPEN_WITHDRAWN = "open_withdrawn"
    """Open answers, by id."""

    PAPER_TAKEN_BACK = "paper_taken_back"
    """A paper form, by its attempt's id."""

    CODE_OPENED = "code_opened"
    """A handed-over code, by its attempt's id, does not open again."""

    CALLED = "called"
    """An interviewer saw a person's number, by their keys, about one event."""

    SENDING_STOPPED = "sending_stopped"
    """One line of sending, by hand."""

    SENDING_LET_GO_ON = "sending_let_go_on"

    DUTY_TAKEN_BACK = "duty_taken_back"
    """A signature, by id, without which no real person is asked."""

    ACCOUNT_SWITCHED_OFF = "account_switched_off"

    ACCOUNT_SWITCHED_ON = "account_switched_on"

    ROLE_ENDED = "role_ended"

    ROLE_SHORTENED = "role_shortened"

    SERVICE_FORCES = "service_forces"
    """A service, by id, serves these forces, by code, and no others."""

    REQUEST_SET_ASIDE = "request_set_aside"
    """A request, by table and id, was refused or withdrawn."""

    API_KEY_ENDED = "api_key_ended"

    WEBHOOK_SWITCHED_OFF = "webhook_switched_off"
    """A webhook endpoint, by id."""

    WEBHOOK_SWITCHED_ON = "webhook_switched_on"

    PROVIDER_ENDED = "provider_ended"
    """A force's sign-in provider, by id, was ended or set aside."""

    GLASS_CLOSED = "glass_closed"
    """An emergency opening, by id, was closed or refused."""

    READING_AGREEMENT_ENDED = "reading_agreement_ended"
    """A force's agreement, by id, was ended or refused."""

    REPLY_ENDED = "reply_ended"
    """A reply ended these invitations, by id, and their reminders."""

    AUDIT_HEAD = "audit_head"
    """The sealed head of one day (access.audit_chain)."""

    AUDIT_END = "audit_end"
    """The sealed end, at most a minute old."""

    ISSUED = "issued"
    """The highest ids, by model."""


@dataclass(frozen=True)
class Entry:
    kind: str
    mark: int
    at: datetime
    details: Mapping[str, Any]


def begin(generation: str) -> None:
    """Raises OSError."""
    folder(generation).mkdir(parents=True, exist_ok=True, mode=0o700)


def copy(generation: str, *, to: str) -> None:
    """Raises OSError."""
    begin(to)
    for path in _files(generation):
        shutil.copy(path, folder(to))


def mark_as_trial(generation: str) -> None:
    """Raises OSError."""
    begin(generation)
    (folder(generation) / TRIAL_MARK).touch(mode=0o600)


def is_trial(generation: str) -> bool:
    return (folder(generation) / TRIAL_MARK).exists()


def generations() -> list[str]:
    """Raises OSError."""
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
    """On disk on return unless `is_synced` is False. Raises OSError, also for a lost folder."""
    entry = {"kind": kind.value, "mark": mark, "at": at.isoformat(), **details}
    # The line break before it follows an entry that a crash cut short.
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
    """By time, of every host. Raises OSError."""
    found = [entry for path in _files(generation) for entry in _read_entries(path, begin=0)[0]]
    return sorted(found, key=lambda entry: entry.at)


def read_on(generation: str, offsets: dict[str, int]) -> list[Entry]:
    """Update `offsets`, file name to bytes read. Raises OSError."""
    found: list[Entry] = []
    for path in _files(generation):
        size = path.stat().st_size
        start = offsets.get(path.name, max(0, size - TAIL))
        if size < start:
            start = 0  # another file has taken its name
        new, offsets[path.name] = _read_entries(path, begin=start)
        found += new
    return found


def _files(generation: str) -> Iterable[Path]:
    return sorted(folder(generation).glob("*.jsonl"))


def _read_entries(path: Path, *, begin: int) -> tuple[list[Entry], int]:
    if path.stat().st_size <= begin:
        return [], begin
    with path.open("rb") as file:
        file.seek(begin)
        text = file.read()
    whole = text[: text.rfind(b"\n") + 1]
    return list(_parsed(whole.splitlines())), begin + len(whole)


def _parsed(lines: Iterable[bytes]) -> Iterator[Entry]:
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
