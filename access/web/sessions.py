"""Django's sessions in the database, except that a new session key replaces the old one in its row:
one write where Django makes five, and never a moment at which both keys are valid."""

from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.exceptions import SessionInterrupted
from django.utils.crypto import get_random_string

KEY_LENGTH = 32
"""As long as Django's keys: 165 bits, so that no check is needed whether a key is taken."""


class SessionStore(DatabaseSessions):
    def cycle_key(self) -> None:
        """Give the session a new key and keep what it holds.

        Raises SessionInterrupted where the session was ended meanwhile, for example by Exit this
        page in another tab (SAF-7): a session that was ended must not come back."""
        kept = dict(self.items())
        if self.session_key is None:
            super().cycle_key()
            return
        key = get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
        if not self.model.objects.filter(session_key=self.session_key).update(session_key=key):
            message = "The session was ended while its page was made."
            raise SessionInterrupted(message)
        self._session_key, self._session_cache, self.modified = key, kept, True
