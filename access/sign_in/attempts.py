from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from access import selectors
from access.limits import presenters, sources
from access.limits.attempts import Trying
from access.limits.table import Kind
from access.sign_in import devices


@contextmanager
def trying(kind: Kind, request: HttpRequest, *, email: str | None) -> Iterator[Trying]:
    """With None, failures count for the source alone. Raises ValidationError, whether the account
    exists or not."""
    with Trying(
        kind,
        sources.request_sources(request)
        if email is None
        else devices.sources_of(request, email=email),
        at=timezone.now(),
        about=lambda: selectors.account_by_email(email or ""),
    ) as attempt:
        if attempt.is_refused:
            raise ValidationError(presenters.too_many_tries(attempt.wait), code="too_many_tries")
        yield attempt
