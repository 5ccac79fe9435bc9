"""Writes where a force's staff sign in: entered by one administrator, approved by another, ended by
one alone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import Force, ProviderSubject, SignInProvider
from access.providers import sealing
from access.sealing.boxes import UnsealedError

State = SignInProvider.ProviderState


class UnableToDecideError(Exception):
    """It was decided before, or by whoever entered it."""


@transaction.atomic
def ask_for_provider(
    *,
    force: Force,
    issuer: str,
    client_id: str,
    secret: str,
    domains: Sequence[str],
    factors: Sequence[str],
    by: Actor,
    at: datetime,
) -> SignInProvider:
    sealed = sealing.seal(
        secret, force_code=force.code, issuer=issuer, client_id=client_id, domains=domains,
        factors=factors,
    )  # fmt: skip
    provider = SignInProvider.objects.create(
        force=force, issuer=issuer, client_id=client_id, secret=sealed,
        domains=sorted(domains), factors=sorted(factors), asked_at=at, asked_by_id=by.person_id,
    )  # fmt: skip
    _record(AuditKind.PROVIDER_ASKED, provider, by=by, at=at)
    return provider


@transaction.atomic
def approve(*, provider: SignInProvider, by: Actor, at: datetime) -> None:
    """From now on the force's staff sign in there. One that was live before ends.

    Raises UnableToDecideError."""
    waits = _locked(provider, State.WAITING)
    if waits.asked_by_id == by.user_id:
        raise UnableToDecideError
    before = SignInProvider.objects.select_for_update().filter(
        force=waits.force_id, state=State.LIVE
    )
    for each in before:
        _end(each, by=by, at=at)
    _decide(waits, State.LIVE, by=by, at=at)
    _record(AuditKind.PROVIDER_APPROVED, waits, by=by, at=at)


@transaction.atomic
def set_aside(*, provider: SignInProvider, by: Actor, at: datetime) -> None:
    """Refused by another, or withdrawn by who entered it. Raises UnableToDecideError."""
    _set_aside(_locked(provider, State.WAITING), by=by, at=at)


@transaction.atomic
def end(*, provider: SignInProvider, by: Actor, at: datetime) -> None:
    """At once: the force's staff sign in by a password here again, and who has none gets a link.

    Raises UnableToDecideError."""
    _end(_locked(provider, State.LIVE), by=by, at=at)


@transaction.atomic
def end_again(*, pk: int, by: Actor, at: datetime) -> bool:
    """In a restored database, end what had ended since the copy was made: one that is live there,
    and one that waits there still. Returns whether it had not ended there."""
    held = SignInProvider.objects.select_for_update().filter(pk=pk).first()
    ends = {State.LIVE.value: _end, State.WAITING.value: _set_aside}
    if held is None or held.state not in ends:
        return False
    ends[held.state](held, by=by, at=at)
    return True


@transaction.atomic
def reseal(*, by: Actor, at: datetime) -> int:
    """Every secret under the newest key, but for one that cannot be read. Returns how many."""
    held = SignInProvider.objects.select_for_update().exclude(secret="")
    moved = [each for each in held if _reseal(each)]
    if moved:
        audit.record(AuditKind.PROVIDERS_RESEALED, by=by, at=at, providers=len(moved))
    return len(moved)


def _reseal(provider: SignInProvider) -> bool:
    try:
        secret = sealing.secret_of(provider)
    except UnsealedError:
        return False
    provider.secret = sealing.seal(
        secret, force_code=provider.force_id, issuer=provider.issuer,
        client_id=provider.client_id, domains=provider.domains, factors=provider.factors,
    )  # fmt: skip
    provider.save(update_fields=["secret"])
    return True


def _locked(provider: SignInProvider, state: str) -> SignInProvider:
    held = SignInProvider.objects.select_for_update().get(pk=provider.pk)
    if held.state != state:
        raise UnableToDecideError
    return held


def _decide(provider: SignInProvider, state: str, *, by: Actor, at: datetime) -> None:
    provider.state, provider.decided_at, provider.decided_by_id = state, at, by.user_id
    provider.save(update_fields=["state", "decided_at", "decided_by"])


def _set_aside(provider: SignInProvider, *, by: Actor, at: datetime) -> None:
    _decide(provider, State.SET_ASIDE, by=by, at=at)
    _record(AuditKind.PROVIDER_SET_ASIDE, provider, by=by, at=at)
    holding.note_stop(EntryKind.PROVIDER_ENDED, at=at, provider=provider.pk)


def _end(provider: SignInProvider, *, by: Actor, at: datetime) -> None:
    """Nobody is known by its names for people any more."""
    provider.state, provider.ended_at, provider.secret = State.ENDED, at, ""
    provider.save(update_fields=["state", "ended_at", "secret"])
    ProviderSubject.objects.filter(provider=provider).delete()
    _record(AuditKind.PROVIDER_ENDED, provider, by=by, at=at)
    holding.note_stop(EntryKind.PROVIDER_ENDED, at=at, provider=provider.pk)


def _record(kind: AuditKind, provider: SignInProvider, *, by: Actor, at: datetime) -> None:
    audit.record(
        kind, target=provider, by=by, at=at, issuer=provider.issuer, domains=provider.domains,
        factors=provider.factors,
    )  # fmt: skip
