"""Writes subject access requests: asked for by an administrator whom a person tells their number,
answered by a data protection officer. The one knows the words that open the file and never has the
file; the other has the file and never the words. So neither reads what victims said."""

import json
import secrets
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from responses.data_protection import access_file, access_words
from responses.data_protection.access_paper import access_paper
from responses.data_protection.selectors import subject_access
from responses.data_protection.selectors.subject_access import ShownPerson
from responses.models import DeskRequest

Kind, State = DeskRequest.DeskKind, DeskRequest.DeskState


class OwnRequestError(Exception):
    """Who asked for it does not answer it."""


class AccessDecidedError(Exception):
    """Somebody answered or refused it meanwhile."""


class OtherNumberError(Exception):
    """Another number was typed than the first."""


@transaction.atomic
def ask(
    *, mobile: str, proof: str, language: str, by: Actor, at: datetime
) -> tuple[DeskRequest, str]:
    """Returns the request, and the words that will open the file: they are told to the person and
    shown nowhere again. The number itself is not stored. `mobile` is in E.164."""
    salt = secrets.token_hex(16)
    request = DeskRequest.objects.create(
        kind=Kind.ACCESS, number_hash=_hash(mobile, salt), salt=salt, proof=proof,
        language=language, asked_at=at, asked_by_id=by.person_id,
    )  # fmt: skip
    audit.record(AuditKind.SUBJECT_ACCESS_ASKED, target=request, by=by, at=at, proof=proof)
    return request, access_words.words_of(request, language=language)


@transaction.atomic
def answer(
    *, request: DeskRequest, mobile: str, birth_year: int, word: str, by: Actor, at: datetime
) -> bytes:
    """The file, locked. It is stored nowhere. It has the cases of the number that the person opens
    (subject_access.ShownPerson), and nothing tells whether there were others.

    Raises OwnRequestError, AccessDecidedError or OtherNumberError."""
    waits = _locked(request)
    if waits.asked_by_id == by.user_id:
        raise OwnRequestError
    if not constant_time_compare(waits.number_hash, _hash(mobile, waits.salt)):
        raise OtherNumberError
    person = ShownPerson(
        birth_year=birth_year,
        word=word,
        is_vouched_for=waits.proof == DeskRequest.DeskProof.SUPPORTER,
    )
    held = subject_access.held_about(mobile, by=person)
    words = access_words.words_of(waits, language=waits.language)
    with translation.override(waits.language):
        paper = access_paper(
            held, language=waits.language, at=at, is_simulated=access_selectors.is_simulated()
        )
        as_json = json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        file = access_file.written(paper, held_as_json=as_json, words=words)
    _decide(waits, State.DONE, by=by, at=at)
    # Without counts: whoever reads the trail learns neither what nor whether anything is held.
    audit.record(AuditKind.SUBJECT_ACCESS_GIVEN, target=waits, by=by, at=at)
    return file


@transaction.atomic
def refuse(*, request: DeskRequest, by: Actor, at: datetime) -> None:
    """Raises AccessDecidedError."""
    waits = _locked(request)
    _decide(waits, State.SET_ASIDE, by=by, at=at)
    audit.record(AuditKind.SUBJECT_ACCESS_REFUSED, target=waits, by=by, at=at)


def _locked(request: DeskRequest) -> DeskRequest:
    held = DeskRequest.objects.select_for_update().get(pk=request.pk)
    if held.kind != Kind.ACCESS or held.state != State.WAITING:
        raise AccessDecidedError
    return held


def _decide(request: DeskRequest, state: DeskRequest.DeskState, *, by: Actor, at: datetime) -> None:
    request.state, request.number_hash = state, ""
    request.decided_at, request.decided_by_id = at, by.user_id
    request.save(update_fields=["state", "number_hash", "decided_at", "decided_by"])


def _hash(mobile: str, salt: str) -> str:
    return salted_hmac(f"access request {salt}", mobile, algorithm="sha256").hexdigest()
