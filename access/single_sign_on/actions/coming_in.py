"""Who comes in from a force's provider: somebody who was invited here, and nobody else. Role and
force are never taken from there."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.administration import links
from access.audit import AuditKind
from access.models import AccountMail, ProviderSubject, SignInProvider, User
from access.providers import selectors
from access.providers.tokens import Known, SignOnRefusedError, WhyRefused, is_of_domain

FROM_THERE = Actor.system("single sign-on")
"""Nobody is signed in yet who comes."""


@transaction.atomic
def come_in(*, provider: SignInProvider, known: Known, by: Actor, at: datetime) -> User:
    """The account of somebody whom the provider knows. At first they are found by the address that
    it verified, and bound; from then on by its name for them alone. Raises SignOnRefusedError."""
    bound = ProviderSubject.objects.filter(provider=provider, subject=known.subject).first()
    pk = bound.user_id if bound else _invited(provider, known)
    user = User.objects.select_for_update().get(pk=pk)
    _check_reach(user, provider)
    if bound is None:
        _bind(user, provider, known, by=by, at=at)
    if not user.is_active:
        raise SignOnRefusedError(WhyRefused.SWITCHED_OFF)
    return user


def _invited(provider: SignInProvider, known: Known) -> int:
    if not known.address:
        raise SignOnRefusedError(WhyRefused.UNVERIFIED)
    if not is_of_domain(known.address, provider.domains):
        raise SignOnRefusedError(WhyRefused.DOMAIN)
    user = User.objects.filter(email=known.address).first()
    if user is None:
        raise SignOnRefusedError(WhyRefused.NOBODY)
    return user.pk


def _check_reach(user: User, provider: SignInProvider) -> None:
    """A force's provider speaks for who has a role in that force and nowhere else."""
    theirs = selectors.provider_of(user)
    if theirs is None or theirs.pk != provider.pk:
        raise SignOnRefusedError(WhyRefused.OTHER_REACH)


def _bind(user: User, provider: SignInProvider, known: Known, *, by: Actor, at: datetime) -> None:
    before = ProviderSubject.objects.filter(user=user).first()
    if before is not None:
        raise SignOnRefusedError(WhyRefused.BOUND)
    if not user.is_active:
        _join(user, at=at)
    ProviderSubject.objects.create(user=user, provider=provider, subject=known.subject, bound_at=at)
    audit.record(AuditKind.SUBJECT_BOUND, target=user, by=by, at=at, force=provider.force_id)


def _join(user: User, *, at: datetime) -> None:
    """Somebody who was invited and has not joined: their invitation still has to stand. Whoever was
    switched off is not switched on by their force."""
    invitation = links.live(at).filter(user=user, kind=AccountMail.MailKind.JOIN)
    if not invitation.update(used_at=at):
        raise SignOnRefusedError(WhyRefused.SWITCHED_OFF)
    user.is_active, user.date_joined = True, at
    user.save(update_fields=["is_active", "date_joined"])
