"""A known Idempotency-Key gets the first answer."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from access.models import SystemCall

HEADER = "Idempotency-Key"
SHAPE = re.compile(r"[!-~]{1,100}")
KEPT_FOR = timedelta(days=2)
REPLAYED = "Idempotent-Replayed"


class KeyOfAnotherCallError(APIException):
    """The same key with other content."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key_of_another_call"


class UnkeptAnswerError(Exception):
    """Rolls back a refused call, and holds its answer."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def done_once(request: Request, do: Callable[[], Response], *, at: datetime) -> Response:
    """In one transaction, or return the answer of the last KEPT_FOR."""
    key = request.headers.get(HEADER)
    if key is None:
        return do()
    if not SHAPE.fullmatch(key):
        raise ParseError(_("Idempotency-Key: 1 to 100 characters of ASCII, without spaces."))
    wanted, content = _keyed(_caller(request), key), _content(request)
    try:
        return _find_answer(wanted, at=at, content=content) or _first(wanted, content, do, at=at)
    except UnkeptAnswerError as refused:
        return refused.response


def past_retention(at: datetime) -> QuerySet[SystemCall]:
    return SystemCall.objects.filter(made_at__lte=at - KEPT_FOR)


def forget(*, at: datetime) -> None:
    past_retention(at).delete()


def _first(wanted: str, content: str, do: Callable[[], Response], *, at: datetime) -> Response:
    """Inserted first: a call with the same key waits."""
    try:
        with transaction.atomic():
            row = _begin(wanted, content, at=at)
            response = do()
            if response.status_code >= status.HTTP_400_BAD_REQUEST:
                raise UnkeptAnswerError(response)
            row.status, row.answer = response.status_code, response.data
            row.save(update_fields=["status", "answer"])
            return response
    except LostRaceError:
        found = _find_answer(wanted, at=at, content=content)
        if found is None:
            raise
        return found


class LostRaceError(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "same_key_at_once"


def _begin(wanted: str, content: str, *, at: datetime) -> SystemCall:
    SystemCall.objects.filter(key_hash=wanted, made_at__lte=at - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            return SystemCall.objects.create(
                key_hash=wanted, content_hash=content, status=0, answer={}, made_at=at
            )
    except IntegrityError as taken:
        raise LostRaceError(_("Another call with this Idempotency-Key came first.")) from taken


def _find_answer(wanted: str, *, at: datetime, content: str) -> Response | None:
    row = SystemCall.objects.filter(key_hash=wanted, made_at__gt=at - KEPT_FOR).first()
    if row is None:
        return None
    if not hmac.compare_digest(row.content_hash, content):
        raise KeyOfAnotherCallError(
            _("This Idempotency-Key came with another call. Send another key with another call.")
        )
    return Response(row.answer, status=row.status, headers={REPLAYED: "true"})


def _caller(request: Request) -> str:
    key = getattr(request, "api_key", None)
    return f"key {key.pk}" if key else f"person {request.user.pk}"


def _content(request: Request) -> str:
    """Keyed: numbers could be guessed from a plain hash."""
    return _keyed(request.get_full_path(), json.dumps(request.data, sort_keys=True))


def _keyed(*parts: str) -> str:
    text = "\0".join(("system call", *parts))
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
