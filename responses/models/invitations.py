from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force, Organisation
from responses.models.cases import Case, OfACaseForce
from responses.sms.delivery_states import MessageState

TELEPHONE = "telephone"
NOT_ON_THE_WEB = (TELEPHONE, "paper")
MODES = ("web_sms", "web_email", "web_code", *NOT_ON_THE_WEB)
"""Survey modes. Only the first three are answered on the web; figures keep the others apart
(decision 18)."""


class StageEvent(OfACaseForce):
    """The unit that is asked about, excluded or weighted; exactly one decision code each."""

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
    """The seed of the sampling plan that drew it or not; the same seed gives the same draw."""
    drawn_mode = models.CharField(max_length=10, blank=True, db_default="", default="")
    """TELEPHONE if an interviewer asks; empty for a message or none."""
    telephone_chance = models.FloatField(null=True, blank=True)
    """The chance with which an interviewer asks whoever is asked: 1 where she chose a call; None
    where no interviewer could."""
    needs_word_or_code = models.BooleanField(default=False, db_default=False)
    """No one is asked about it without a word agreed with the victim or a code handed over."""
    waits_for_staff_until = models.DateField(null=True, blank=True)
    """The last day for asking, if staff must first agree a word with the victim or hand over a
    code; otherwise None."""
    may_wait_for_invitation = models.BooleanField(default=False, db_default=False)
    """Mark for finding the few events decided as INVITE without an invitation yet. Invited events
    have none; if one does, no one is asked twice (responses.eligibility.selectors.waiting)."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "survey_stage", "on"], name="stage_event_once"),
            models.CheckConstraint(
                name="stage_event_telephone_chance_is_one",
                condition=Q(telephone_chance__isnull=True)
                | Q(telephone_chance__gte=0, telephone_chance__lte=1),
            ),
            models.CheckConstraint(
                name="stage_event_probability_is_one",
                condition=Q(selection_probability__isnull=True)
                | Q(selection_probability__gt=0, selection_probability__lte=1),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["period", "decision"], name="stage_event_period_decision"),
            # Few of very many wait, and pages count them without the events.
            models.Index(
                fields=["waits_for_staff_until", "id", "case", "decision", "case_force"],
                name="stage_event_waiting",
                condition=Q(waits_for_staff_until__isnull=False),
            ),
            # Counts by force and quarter (responses.operations).
            models.Index(
                fields=["case_force", "period", "survey_stage", "decision", "id"],
                name="stage_event_force_period",
            ),
            # The hourly deciding.
            models.Index(
                fields=["case"], name="stage_event_pending", condition=Q(decision="PENDING")
            ),
            models.Index(
                fields=["on", "id"],
                name="stage_event_to_invite",
                condition=Q(may_wait_for_invitation=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_stage} {self.on}"


class Invitation(models.Model):
    stage_event = models.OneToOneField(
        StageEvent, on_delete=models.CASCADE, related_name="invitation"
    )
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  null is not a hash
    """Null for imported history, which has no links."""
    token_attempt = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=16)
    mode = models.CharField(max_length=10, default="web_sms")
    assisted_by = models.CharField(max_length=8, blank=True, db_default="")
    """The support role of the person who handed over the code; empty for a text (SAF-9)."""
    invited_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivery_status = models.CharField(max_length=30, blank=True, db_default="")
    """The last delivery status of its messages; figures need it after those are destroyed."""
    opened_at = models.DateTimeField(null=True, blank=True)
    gate_tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    opted_out_at = models.DateTimeField(null=True, blank=True)
    exited_at = models.DateTimeField(null=True, blank=True)
    reply_ended_at = models.DateTimeField(null=True, blank=True)
    """When a reply by text ended it: no reminder goes out, and the link is over."""
    new_link_asked_at = models.DateTimeField(null=True, blank=True)
    """The last request for a new link, even if none was sent."""
    new_links_asked = models.PositiveSmallIntegerField(default=0, db_default=0)
    codes_drawn = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="invitation_mode_is_known", condition=Q(mode__in=MODES)),
        ]
        indexes: ClassVar = [
            # Few were asked by a code (responses.operations.answered_twice).
            models.Index(
                fields=["id"], name="invitation_with_codes", condition=Q(codes_drawn__gt=0)
            ),
            # Retention tells waves that are over by it.
            models.Index(fields=["invited_at"], name="invitation_invited"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class CodeAttempt(models.Model):
    """One response (SAF-9). Codes of one invitation know nothing of each other (ADR 24)."""

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="code_attempts"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=8)
    """The support role of the person who handed the code over."""
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=120)
    drawn_by_id = models.IntegerField(null=True, blank=True)
    """The member of staff who drew it; None where a command did."""
    drawn_for = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The service through whose work it was drawn; None where an officer or a command did."""
    is_for_another = models.BooleanField(default=False, db_default=False)
    """Answered by another person in place of a victim who cannot (SAF-10)."""
    expires_at = models.DateTimeField()
    gate_tries = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    """When its gate was passed. From then on only the respondent's own word opens it again."""
    own_word_hash = models.CharField(max_length=200, blank=True, db_default="")
    """Hash of the word that the respondent chose to come back with; empty where they chose none."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="code_attempt_word_is_chosen_inside",
                condition=Q(own_word_hash="") | Q(opened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"code attempt {self.pk}"


class OutboxMessage(OfACaseForce):
    """Sent once in effect: its reference is committed before the first attempt, so that an unknown
    end can be looked up."""

    State = MessageState

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="messages")
    resend_of = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="resent_as"
    )
    """The message that the provider failed to send, of which this is the only repeat."""
    is_reminder = models.BooleanField(default=False, db_default=False)
    """Whether it is the one reminder to a person who did not open the first message."""
    is_new_link = models.BooleanField(default=False, db_default=False)
    """The message carries a new link that was requested."""
    is_shorter = models.BooleanField(default=False, db_default=False)
    """Whether a trial of texts drew the shorter one for its person."""
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
    """Look-ups made because no receipt reported the final status."""
    provider_id = models.CharField(max_length=64, blank=True)
    provider_status = models.CharField(max_length=30, blank=True)
    template_version = models.PositiveIntegerField(null=True, blank=True)
    fault = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="outbox_state_due"),
            # Counts of a force without reading the messages (responses.operations).
            models.Index(
                fields=["case_force", "state", "provider_status", "fault", "due_at", "sent_at"],
                name="outbox_force",
                condition=Q(is_new_link=False),
            ),
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

    @property
    def is_follow_up(self) -> bool:
        """Then its end changes nothing about the event."""
        return self.is_reminder or self.is_new_link


class SendingLine(models.Model):
    """Pace and pause that all senders of one transport share."""

    transport = models.CharField(max_length=50, primary_key=True)
    next_turn_at = models.DateTimeField()
    paused_until = models.DateTimeField(null=True, blank=True)
    pause = models.CharField(max_length=14, blank=True)
    """A responses.sms.delivery_states.Pause."""
    fault = models.CharField(max_length=120, blank=True)
    """The provider's error as code and name, never its message."""
    since = models.DateTimeField(null=True, blank=True)
    slowed_to = models.SmallIntegerField(null=True, blank=True)
    """Texts a second from `slowed_at` on, after the provider's limit (responses.sms.notify)."""
    slowed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"line {self.transport}"


class Receipt(models.Model):
    """Without the telephone number."""

    reference = models.CharField(max_length=64, db_index=True)
    provider_id = models.CharField(max_length=64)
    status = models.CharField(max_length=30)
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [
            # Few receipts are unread.
            models.Index(
                fields=["received_at", "id"],
                name="receipt_unread",
                condition=Q(processed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"receipt {self.status}"


class SendingAccount(models.Model):
    """A service with its own key and limits, or the national one with its own sender. Keys are in
    NOTIFY_API_KEYS."""

    force = models.OneToOneField(
        Force, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    key_name = models.SlugField(max_length=40, blank=True)
    templates = models.JSONField(default=dict)
    """For a service of its own: language to template id of the text, and email-en, email-cy to
    those of the e-mail."""
    sms_sender_id = models.CharField(max_length=36, blank=True)
    """The id of one of the service's senders; all of them show the same name."""
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sending_account_says_something",
                condition=~Q(key_name="") | ~Q(sms_sender_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"account of {self.force_id}"
