"""Who was to be asked, why or why not, and the messages that asked."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from responses.models.cases import Case
from responses.sms.delivery_states import MessageState


class StageEvent(models.Model):
    """A case reached a survey stage: the unit that is asked, excluded or weighted. Each event
    carries the one code of its decision, so that the funnel adds up."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stage_events")
    survey_stage = models.CharField(max_length=4)
    on = models.DateField(db_index=True)
    period = models.CharField(max_length=7)
    """Calendar quarter of the event, written 2026-Q3."""
    decision = models.CharField(max_length=16)
    """A responses.eligibility.rules.Decision code: INVITE, NOT-SAMPLED, PENDING or an exclusion."""
    decided_at = models.DateTimeField()
    selection_probability = models.FloatField(null=True, blank=True)
    selection_seed = models.CharField(max_length=80, blank=True, db_default="")
    """That of the sampling plan by which it was drawn or not: the same seed draws it again."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "survey_stage", "on"], name="stage_event_once"),
            models.CheckConstraint(
                name="stage_event_probability_is_one",
                condition=Q(selection_probability__isnull=True)
                | Q(selection_probability__gt=0, selection_probability__lte=1),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["period", "decision"], name="stage_event_period_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_stage} {self.on}"


class Invitation(models.Model):
    """One asking of one person about one stage event."""

    stage_event = models.OneToOneField(
        StageEvent, on_delete=models.CASCADE, related_name="invitation"
    )
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  null is not a hash
    """Null for history loaded in bulk: its links never existed here."""
    token_attempt = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=16)
    mode = models.CharField(max_length=10, default="web_sms")
    assisted_by = models.CharField(max_length=8, blank=True, db_default="")
    """The support role of who handed the code over; nothing where a text asked (SAF-9)."""
    invited_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivery_status = models.CharField(max_length=30, blank=True, db_default="")
    """What the provider last said of its messages; figures need it when those are destroyed."""
    opened_at = models.DateTimeField(null=True, blank=True)
    gate_tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    opted_out_at = models.DateTimeField(null=True, blank=True)
    exited_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class OutboxMessage(models.Model):
    """A message to be sent exactly once in effect. The reference is committed before the first
    attempt, so that an attempt whose end is unknown can be looked up before any other."""

    State = MessageState

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="messages")
    resend_of = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="resent_as"
    )
    """The message that failed at the provider's, of which this is the one repeat."""
    is_reminder = models.BooleanField(default=False, db_default=False)
    """The one text more to who did not open the first."""
    reference = models.UUIDField(unique=True)
    channel = models.CharField(max_length=6, default="sms")
    transport = models.CharField(max_length=50)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in MessageState],
        default=MessageState.DUE,
    )
    due_at = models.DateTimeField(db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    look_ups = models.PositiveSmallIntegerField(default=0)
    """How often its status was asked for because no receipt had told its end."""
    provider_id = models.CharField(max_length=64, blank=True)
    provider_status = models.CharField(max_length=30, blank=True)
    template_version = models.PositiveIntegerField(null=True, blank=True)
    fault = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="outbox_state_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invitation"],
                condition=Q(is_reminder=True),
                name="outbox_one_reminder",
            ),
            models.CheckConstraint(
                name="outbox_lease_has_an_end",
                condition=~Q(state="leased") | Q(lease_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.reference}"


class SendingLine(models.Model):
    """What all senders share of one way of sending: when the next text may go, and until when
    none may."""

    transport = models.CharField(max_length=50, primary_key=True)
    next_turn_at = models.DateTimeField()
    paused_until = models.DateTimeField(null=True, blank=True)
    pause = models.CharField(max_length=14, blank=True)
    """A responses.sms.delivery_states.Pause."""
    fault = models.CharField(max_length=120, blank=True)
    """What the provider answered, as code and name of error: never its message."""
    since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"line {self.transport}"


class Receipt(models.Model):
    """A delivery receipt as it came in, without the number it names: stored first, read after."""

    reference = models.CharField(max_length=64, db_index=True)
    provider_id = models.CharField(max_length=64)
    status = models.CharField(max_length=30)
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [
            # Few wait to be read, of very many that are kept.
            models.Index(
                fields=["received_at", "id"],
                name="receipt_unread",
                condition=Q(processed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"receipt {self.status}"
