from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.models import Force
from access.work_models.approval import ApprovalRequest
from responses.models.cases import Case
from responses.models.responses import Response


class CaseWork(models.Model):
    """The account's holder reads no words of that case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, null=True, related_name="+")
    """The response whose contact request they handled. They may read the words of that response;
    null where they worked on the case itself."""
    first_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "case"], name="case_work_once", condition=Q(response=None)
            ),
            models.UniqueConstraint(
                fields=["user", "case", "response"],
                name="case_work_once_for_a_response",
                condition=Q(response__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"work of {self.user_id} on case {self.case_id}"


class ReadingConfirmation(models.Model):
    """Before the words were shown."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "response"], name="reading_confirmation_once"),
        ]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"


class ReadingAgreement(ApprovalRequest):
    """Never for cases with a police suspect. A national colleague approves it."""

    class AgreementState(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        REFUSED = "refused"
        ENDED = "ended"
        """Revoked before its last day."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=120)
    """The local specialist service that signed."""
    service_signatory = models.CharField(max_length=120)
    force_signatory = models.CharField(max_length=120)
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=AgreementState.choices, default=AgreementState.WAITING
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["force"], name="reading_agreement_approved", condition=Q(state="approved")
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["force"],
                name="reading_agreement_one_waits",
                condition=Q(state="waiting"),
            ),
            models.CheckConstraint(
                name="reading_agreement_takes_two",
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state="refused", decided_by__isnull=False, decided_at__isnull=False)
                | Q(
                    state__in=["approved", "ended"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="reading_agreement_has_an_end", condition=Q(last_on__gte=F("first_on"))
            ),
            models.CheckConstraint(
                name="reading_agreement_ended_says_by_whom",
                condition=Q(state="ended", ended_at__isnull=False, ended_by__isnull=False)
                | ~Q(state="ended") & Q(ended_at__isnull=True, ended_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"reading agreement of {self.force_id}"
