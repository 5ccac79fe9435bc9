from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.models import Force
from responses.models.invitations import Invitation


class InterviewingForce(models.Model):
    force = models.OneToOneField(Force, on_delete=models.PROTECT, related_name="+")
    is_on = models.BooleanField(default=False)
    shown_number = models.CharField(max_length=20)
    """The number shown when an interviewer calls. The force publishes it, so that people can check
    a call (SAF-9)."""
    most_attempts = models.PositiveSmallIntegerField(default=6)
    review_share = models.FloatField(default=0.1)
    """The share of finished interviews that is drawn for a supervisor's look."""
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="interviewing_force_numbers_are_possible",
                condition=Q(most_attempts__gte=1, most_attempts__lte=12)
                & Q(review_share__gte=0, review_share__lte=1),
            ),
            models.CheckConstraint(
                name="interviewing_force_shows_a_number", condition=~Q(shown_number="")
            ),
        ]

    def __str__(self) -> str:
        return f"interviews of {self.force_id}"


class TelephoneCase(models.Model):
    """Never identity, number or answers."""

    class CallingState(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, related_name="telephone_case"
    )
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=16)
    state = models.CharField(max_length=6, choices=CallingState.choices, default=CallingState.OPEN)
    opened_at = models.DateTimeField()
    next_at = models.DateTimeField()
    """The first moment of the next call."""
    is_appointment = models.BooleanField(default=False)
    """Whether that moment was agreed with her."""
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The only permitted caller, if chosen by a supervisor."""
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The present caller; no one else may call until `held_until`."""
    held_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    soft_refusals = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=16, blank=True)
    """The disposition by which it was closed (responses/data/dispositions.csv)."""
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["force", "next_at"], name="telephone_case_due", condition=Q(state="open")
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="telephone_case_closed_says_how",
                condition=Q(state="closed", closed_at__isnull=False, held_by__isnull=True)
                & ~Q(outcome="")
                | Q(state="open", closed_at__isnull=True, outcome=""),
            ),
            models.CheckConstraint(
                name="telephone_case_is_held_for_a_time",
                condition=Q(held_by__isnull=True, held_until__isnull=True)
                | Q(held_by__isnull=False, held_until__isnull=False),
            ),
            models.UniqueConstraint(fields=["held_by"], name="telephone_case_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class CallAttempt(models.Model):
    """Never the number."""

    class CallStep(models.TextChoices):
        READY = "ready"
        RINGING = "ringing"
        """The number was shown."""
        ANSWERED = "answered"
        """The person who answered said that now is a good time."""
        KNOWN = "known"
        """She passed the gate, and is asked whether it is safe to talk."""
        PRIVATE = "private"
        """She said that it is safe, and hears the subject."""
        ASKING = "asking"
        ENDED = "ended"

    telephone_case = models.ForeignKey(
        TelephoneCase, on_delete=models.CASCADE, related_name="call_attempts"
    )
    number = models.PositiveSmallIntegerField()
    """1 for the first call."""
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=8, choices=CallStep.choices, default=CallStep.READY)
    begun_at = models.DateTimeField()
    number_shown_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    disposition = models.CharField(max_length=16, blank=True)
    keyed_at = models.DateTimeField(null=True, blank=True)
    """When the last question was keyed in."""
    keying = models.JSONField(default=list)
    """Seconds taken by each question, in order: never the question or its answer."""
    is_drawn = models.BooleanField(default=False)
    """Drawn for a supervisor's look."""
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=8, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                name="call_attempt_to_review",
                condition=Q(is_drawn=True, reviewed_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["telephone_case", "number"], name="call_attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["telephone_case"],
                condition=~Q(step="ended"),
                name="call_attempt_one_runs",
            ),
            models.CheckConstraint(
                name="call_attempt_ended_says_how",
                condition=Q(step="ended", ended_at__isnull=False) & ~Q(disposition="")
                | ~Q(step="ended") & Q(ended_at__isnull=True, disposition=""),
            ),
            models.CheckConstraint(
                name="call_attempt_is_reviewed_by_another",
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, verdict="")
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False)
                & ~Q(verdict="")
                & ~Q(reviewed_by=F("caller")),
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of call {self.telephone_case_id}"
