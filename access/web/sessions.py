"""Replaces a session's key in its row, so that both are never valid. A copy of the database opens
none: rows are found by a hash of the key and sealed."""

import hashlib
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from access.sealing import boxes

IDLE_SECONDS = "idle seconds"
"""Session key with the idle time after which it expires."""
KEY_LENGTH = 32
"""As long as Django's keys: 165 bits, so collisions need no check."""
PURPOSE = "what sessions hold"
OF_ROW = "of row"
"""The row for which it was sealed. The respondents' process can write to the table, and could
otherwise copy a staff session into its own row."""

FIND = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
CHANGE = """UPDATE django_session SET session_data = %s, expire_date = %s, session_key = %s
    WHERE session_key = %s"""
"""Raw SQL, because every page runs these and the ORM takes three times as long."""


def name_of_row(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseSessions):
    _written: dict[str, object] | None = None
    """Content of the row since its key changed."""

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        if idle := self.get(IDLE_SECONDS):
            return timezone.now() + timedelta(seconds=idle)  # noqa: TID251  Django passes no time
        return super().get_expiry_date(**kwargs)

    def encode(self, session_dict: dict[str, Any]) -> str:
        return self._sealed_for(self.session_key or "", session_dict)

    def _sealed_for(self, key: str, held: dict[str, Any]) -> str:
        told = super().encode({**held, OF_ROW: name_of_row(key)})
        return boxes.service_box(PURPOSE).seal(told)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """Empty where we did not seal it for this row."""
        try:
            sealed = session_data.decode() if isinstance(session_data, bytes) else session_data
            signed = boxes.service_box(PURPOSE).unseal(sealed)
        except boxes.UnsealedError:
            return {}
        held: dict[str, Any] = super().decode(signed)
        is_own = held.pop(OF_ROW, None) == name_of_row(self.session_key or "")
        return held if is_own else {}

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(name_of_row(session_key)))

    def delete(self, session_key: str | None = None) -> None:
        key = self.session_key if session_key is None else session_key
        if key is not None:
            self.model.objects.filter(session_key=name_of_row(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = name_of_row(row.session_key)
        return row

    def load(self) -> dict[str, Any]:
        now = connection.ops.adapt_datetimefield_value(timezone.now())  # noqa: TID251
        with connection.cursor() as cursor:
            cursor.execute(FIND, [name_of_row(self.session_key or ""), now])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
        return self.decode(found[0]) if found else {}

    def _change_row(self, held: dict[str, Any], *, key: str) -> None:
        """Raises UpdateError."""
        ends = connection.ops.adapt_datetimefield_value(self.get_expiry_date())
        sealed, names = self._sealed_for(key, held), map(name_of_row, (key, self.session_key or ""))
        with connection.cursor() as cursor:
            cursor.execute(CHANGE, [sealed, ends, *names])
            if not cursor.rowcount:
                raise UpdateError

    def cycle_key(self) -> None:
        """Raises SessionInterrupted where it was ended meanwhile, as by Exit this page (SAF-7)."""
        kept = dict(self.items())
        if self.session_key is None:
            super().cycle_key()
            return
        key = get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
        try:
            self._change_row(kept, key=key)
        except UpdateError:
            message = "The session was ended while its page was made."
            raise SessionInterrupted(message) from None
        self._session_key, self._session_cache, self.modified = key, kept, True
        self._written = deepcopy(kept)

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  # as Django calls it
        """Raises UpdateError where it was ended meanwhile."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
        elif self._written is None or self._written != dict(self.items()):
            self._change_row(dict(self.items()), key=self.session_key)
        else:
            return
        self._written = None


def forget_ended(*, at: datetime) -> int:
    return SessionStore.get_model_class().objects.filter(expire_date__lte=at).delete()[0]
