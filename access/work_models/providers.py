"""The tables of single sign-on, which others take from access.models."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.work_models.requests import SecondPersonRequest


class SignInProvider(SecondPersonRequest):
    """Where the staff of one force sign in, in place of a password here: its own provider of
    OpenID Connect. An administrator enters it and another approves it. It is never changed: a new
    one takes its place."""

    class ProviderState(models.TextChoices):
        WAITING = "waiting"
        LIVE = "live"
        SET_ASIDE = "set aside"
        ENDED = "ended"

    force = models.ForeignKey("access.Force", on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=200)
    """As its tokens name it, character by character."""
    client_id = models.CharField(max_length=200)
    secret = models.CharField(max_length=4000)
    """Sealed (access.providers.sealing)."""
    domains = models.JSONField(default=list)
    """What stands behind the @ of the addresses that it may speak for."""
    factors = models.JSONField(default=list)
    """Values of `acr` or `amr` in its tokens that say a second factor was asked for; empty where
    one is asked for here."""
    state = models.CharField(
        max_length=9, choices=ProviderState.choices, default=ProviderState.WAITING
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["force"], condition=Q(state="live"), name="sign_in_provider_live_once"
            ),
            models.CheckConstraint(
                name="sign_in_provider_is_approved_by_another",
                condition=~Q(state__in=["live", "ended"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.force_id} {self.issuer}: {self.state}"


class ProviderSubject(models.Model):
    """Who somebody is at the provider of their force: bound when they first came from there, and
    from then on known by this alone, whatever address the provider names."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="provider_subject"
    )
    provider = models.ForeignKey(SignInProvider, on_delete=models.CASCADE, related_name="subjects")
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "subject"], name="provider_subject_is_one_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.provider_id}"
