from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.work_models.approval import ApprovalRequest


class SignInProvider(ApprovalRequest):
    """Never changed: a new provider replaces it."""

    APPROVED: ClassVar = {"state": "live"}
    REFUSED: ClassVar = {"state": "set aside"}
    WITHDRAWN: ClassVar = {"state": "set aside"}

    class ProviderState(models.TextChoices):
        WAITING = "waiting"
        LIVE = "live"
        SET_ASIDE = "set aside"
        ENDED = "ended"

    force = models.ForeignKey("access.Force", on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=200)
    """Exactly as its tokens name it."""
    client_id = models.CharField(max_length=200)
    secret = models.CharField(max_length=4000)
    """The client secret, sealed (access.providers.client)."""
    domains = models.JSONField(default=list)
    """The domains of the e-mail addresses that it may speak for."""
    factors = models.JSONField(default=list)
    """Values of `acr` or `amr` that prove a second factor. Without any, we ask for one here."""
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

    def audit_details(self) -> dict[str, Any]:
        return {"issuer": self.issuer, "domains": self.domains, "factors": self.factors}

    def __str__(self) -> str:
        return f"{self.force_id} {self.issuer}: {self.state}"


class ProviderSubject(models.Model):
    """Bound at a user's first sign-in, then found by the subject alone."""

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
