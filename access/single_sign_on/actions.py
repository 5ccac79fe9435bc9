"""One administrator enters a provider, another approves it, either ends it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.administration import letters
from access.approval import decisions
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import AccountMail, Force, ProviderSubject, SignInProvider, User
from access.providers import client, selectors
from access.providers.tokens import Identity, SignOnRefusedError, WhyRefused, is_of_domain
from access.sealing.boxes import UnsealedError

SIGN_ON = Actor.system("single sign-on")
"""The actor of a sign-in, during which no account is signed in yet."""
State = SignInProvider.ProviderState


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
    entered = {
        "force": force, "issuer": issuer, "client_id": client_id, "domains": sorted(domains),
        "factors": sorted(factors),
    }  # fmt: skip
    sealed, kind = client.seal_secret(SignInProvider(**entered), secret), AuditKind.PROVIDER_ASKED
    return decisions.request_approval(SignInProvider, kind, by=by, at=at, secret=sealed, **entered)


@transaction.atomic
def approve(*, provider: SignInProvider, by: Actor, at: datetime) -> None:
    """Ends the one before. Raises ApprovalError."""
    waiting = decisions.lock_for_second(provider, by=by, at=at)
    live = SignInProvider.objects.select_for_update().filter(
        force=waiting.force_id, state=State.LIVE
    )
    for each in live:
        _end(each, by=by, at=at)
    decisions.record_approval(waiting, AuditKind.PROVIDER_APPROVED, by=by, at=at)


@transaction.atomic
def set_aside(*, provider: SignInProvider, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError."""
    kind = AuditKind.PROVIDER_SET_ASIDE
    decisions.set_aside_request(provider, refused=kind, by=by, at=at)
    holding.note_stop(EntryKind.PROVIDER_ENDED, at=at, provider=provider.pk)


@transaction.atomic
def end(*, provider: SignInProvider, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError."""
    live = SignInProvider.objects.select_for_update().filter(pk=provider.pk, state=State.LIVE)
    found = live.first()
    if found is None:
        raise decisions.RequestDecidedError
    _end(found, by=by, at=at)


@transaction.atomic
def end_again(*, pk: int, by: Actor, at: datetime) -> bool:
    """In a restored database. Return whether it was still live or waiting."""
    provider = SignInProvider.objects.select_for_update().filter(pk=pk).first()
    if provider is not None and provider.state == State.LIVE:
        _end(provider, by=by, at=at)
    elif provider is not None and provider.state == State.WAITING:
        set_aside(provider=provider, by=by, at=at)
    else:
        return False
    return True


@transaction.atomic
def reseal(*, by: Actor, at: datetime) -> int:
    """Return how many."""
    resealed = 0
    for provider in SignInProvider.objects.select_for_update().exclude(secret=""):
        try:
            secret = client.unseal_secret(provider)
        except UnsealedError:
            continue
        provider.secret = client.seal_secret(provider, secret)
        provider.save(update_fields=["secret"])
        resealed += 1
    if resealed:
        audit.record(AuditKind.PROVIDERS_RESEALED, by=by, at=at, providers=resealed)
    return resealed


def _end(provider: SignInProvider, *, by: Actor, at: datetime) -> None:
    provider.state, provider.ended_at, provider.secret = State.ENDED, at, ""
    provider.save(update_fields=["state", "ended_at", "secret"])
    ProviderSubject.objects.filter(provider=provider).delete()
    details = provider.audit_details()
    audit.record(AuditKind.PROVIDER_ENDED, target=provider, by=by, at=at, **details)
    holding.note_stop(EntryKind.PROVIDER_ENDED, at=at, provider=provider.pk)


@transaction.atomic
def admit_user(*, provider: SignInProvider, identity: Identity, by: Actor, at: datetime) -> User:
    """Raises SignOnRefusedError."""
    bound = ProviderSubject.objects.filter(provider=provider, subject=identity.subject).first()
    pk = bound.user_id if bound else _pk_of_email(provider, identity.email)
    user = User.objects.select_for_update().get(pk=pk)
    own_provider = selectors.provider_of(user)
    if own_provider is None or own_provider.pk != provider.pk:
        raise SignOnRefusedError(WhyRefused.OTHER_REACH)
    if bound is None:
        if ProviderSubject.objects.filter(user=user).exists():
            raise SignOnRefusedError(WhyRefused.BOUND)
        if not user.is_active:
            invitation = letters.live(at).filter(user=user, kind=AccountMail.MailKind.JOIN)
            if not invitation.update(used_at=at):
                raise SignOnRefusedError(WhyRefused.SWITCHED_OFF)
            user.is_active, user.date_joined = True, at
            user.save(update_fields=["is_active", "date_joined"])
        ProviderSubject.objects.create(
            user=user, provider=provider, subject=identity.subject, bound_at=at
        )
        audit.record(AuditKind.SUBJECT_BOUND, target=user, by=by, at=at, force=provider.force_id)
    if not user.is_active:
        raise SignOnRefusedError(WhyRefused.SWITCHED_OFF)
    return user


def _pk_of_email(provider: SignInProvider, email: str) -> int:
    if not email:
        raise SignOnRefusedError(WhyRefused.UNVERIFIED)
    if not is_of_domain(email, provider.domains):
        raise SignOnRefusedError(WhyRefused.DOMAIN)
    user = User.objects.filter(email=email).first()
    if user is None:
        raise SignOnRefusedError(WhyRefused.NOBODY)
    return user.pk
