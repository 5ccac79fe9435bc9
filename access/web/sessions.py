"""Sessions in the database, as Django keeps them, but that a new key takes the old one's place in
its row: one write where Django's way makes five, and no moment in which both keys open it."""

from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.exceptions import SessionInterrupted
from django.utils.crypto import get_random_string

KEY_LENGTH = 32
"""As long as Django's keys: 165 bits, so that nobody need ask whether one is taken."""


class SessionStore(DatabaseSessions):
    def cycle_key(self) -> None:
        """Raises SessionInterrupted where the session was ended meanwhile, as by Exit this page
        in another tab (SAF-7): nothing brings back what was ended."""
        kept = dict(self.items())
        if self.session_key is None:
            super().cycle_key()
            return
        key = get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
        if not self.model.objects.filter(session_key=self.session_key).update(session_key=key):
            message = "The session was ended while its page was made."
            raise SessionInterrupted(message)
        self._session_key, self._session_cache, self.modified = key, kept, True
