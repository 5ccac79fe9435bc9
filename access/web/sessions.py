"""Django's sessions in the database, except that each is read by one column and changed by one
statement; that a new session key replaces the old one in its row: one write where Django makes
five, and never a moment at which both keys are valid; that a session may end by itself after some
idle time, while its cookie still goes with the browser; and that a copy of the database opens none:
a row is found by the hash of its key, and what it holds is sealed for that row alone."""

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
"""What a session holds that ends by itself when it was not written for so long."""
KEY_LENGTH = 32
"""As long as Django's keys: 165 bits, so that no check is needed whether a key is taken."""
PURPOSE = "what sessions hold"
OF_ROW = "of row"
"""The name of the row that it was sealed for. Who can write to the table, as the process of
respondents can, could otherwise put what a session of staff holds into a row of their own."""

FIND = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
CHANGE = """UPDATE django_session SET session_data = %s, expire_date = %s, session_key = %s
    WHERE session_key = %s"""
"""Every page asks these two. The mapper would take three times as long to write them each time."""


def name_of_row(session_key: str) -> str:
    """What a session's row is found by: 160 bits of SHA-256 of its key, which lies in a cookie."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseSessions):
    _written: dict[str, object] | None = None
    """What the row holds since it got a new key."""

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        if idle := self.get(IDLE_SECONDS):
            return timezone.now() + timedelta(seconds=idle)  # noqa: TID251  Django passes no time
        return super().get_expiry_date(**kwargs)

    def encode(self, session_dict: dict[str, Any]) -> str:
        return self._sealed_for(self.session_key or "", session_dict)

    def _sealed_for(self, key: str, held: dict[str, Any]) -> str:
        told = super().encode({**held, OF_ROW: name_of_row(key)})
        return boxes.of_service(PURPOSE).seal(told)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """Empty where it was not sealed by us for this row, as Django's is for what was not signed
        by us."""
        try:
            sealed = session_data.decode() if isinstance(session_data, bytes) else session_data
            signed = boxes.of_service(PURPOSE).unseal(sealed)
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
        """Raises UpdateError where there is no row any more."""
        ends = connection.ops.adapt_datetimefield_value(self.get_expiry_date())
        sealed, names = self._sealed_for(key, held), map(name_of_row, (key, self.session_key or ""))
        with connection.cursor() as cursor:
            cursor.execute(CHANGE, [sealed, ends, *names])
            if not cursor.rowcount:
                raise UpdateError

    def cycle_key(self) -> None:
        """Change the key and store what the session holds by now, so that nothing is left to save
        after it. Raises SessionInterrupted where the session was ended meanwhile, as by Exit this
        page in another tab (SAF-7): nothing brings back what was ended."""
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
        """Raises UpdateError where the session was ended meanwhile."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
        elif self._written is None or self._written != dict(self.items()):
            self._change_row(dict(self.items()), key=self.session_key)
        else:
            return
        self._written = None


def forget_ended(*, at: datetime) -> int:
    """Delete the sessions that have ended, with what they held. Returns how many rows."""
    return SessionStore.get_model_class().objects.filter(expire_date__lte=at).delete()[0]
