"""Passwords and one-time codes of staff, which may be wrong so often (access/limits/table.py)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from access import selectors
from access.limits import presenters, sources
from access.limits.table import Kind
from access.limits.tries import Trying
from access.sign_in import devices


@contextmanager
def trying(kind: Kind, request: HttpRequest, *, email: str | None) -> Iterator[Trying]:
    """Try a password, a one-time code or a key of an account, or, with None, of whoever it is: then
    failures are counted for where they come from alone. Raises ValidationError where there were too
    many, whether there is such an account or not."""
    with Trying(
        kind,
        sources.of_request(request) if email is None else devices.sources_of(request, email=email),
        at=timezone.now(),
        about=lambda: selectors.account_by_email(email or ""),
    ) as attempt:
        if attempt.is_refused:
            raise ValidationError(presenters.too_many_tries(attempt.wait), code="too_many_tries")
        yield attempt
