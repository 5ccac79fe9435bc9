from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.models import Force
from responses.models.cases import Case
from responses.models.triage import FollowUp, WrittenText


class ReceivingUnit(models.Model):
    class Unit(models.TextChoices):
        CONTROL_ROOM = "control_room"
        PROFESSIONAL_STANDARDS = "professional_standards"

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=24, choices=Unit.choices)
    phone = models.CharField(max_length=24, blank=True)
    emails = models.JSONField(default=list)
    """Addresses of the unit. A mail says only that a notice waits."""
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["force", "unit"], name="receiving_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} of {self.force_id}"


class PoliceMatterRoute(models.Model):
    """National leads set it."""

    force = models.OneToOneField(Force, on_delete=models.PROTECT, related_name="+")
    to_force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    to_unit = models.CharField(max_length=24, choices=ReceivingUnit.Unit.choices)
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="police_matter_goes_to_no_own_control_room",
                condition=~Q(force=F("to_force"), to_unit="control_room"),
            ),
        ]

    def __str__(self) -> str:
        return f"police matters of {self.force_id}"


class DangerNotice(models.Model):
    """The vault holds what it sends (SealedDanger)."""

    class NoticeState(models.TextChoices):
        ASKED = "asked"
        """Waits for a second reader."""
        SENT = "sent"
        CONFIRMED = "confirmed"

    text = models.OneToOneField(WrittenText, on_delete=models.CASCADE, related_name="danger_notice")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    desk_force = models.ForeignKey(
        Force, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The force whose readers see the notice; None where only the national desk may."""
    is_police_matter = models.BooleanField(default=False)
    category = models.CharField(max_length=12)
    """The text's category when the notice was sent."""
    rules_category = models.CharField(max_length=12, blank=True)
    """The category that the rules found; reviewers compare the two."""
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_reason = models.CharField(max_length=300, blank=True)
    receiver = models.ForeignKey(
        Force, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None where no unit in the system could receive it."""
    unit = models.CharField(max_length=24, blank=True, choices=ReceivingUnit.Unit.choices)
    sent_at = models.DateTimeField(null=True, blank=True)
    confirm_by_at = models.DateTimeField(null=True, blank=True)
    """From then on a reader may open the details. The time of sending if no unit receives it."""
    mails_taken = models.PositiveSmallIntegerField(default=0)
    """Mails that the mail service has accepted."""
    opened_at = models.DateTimeField(null=True, blank=True)
    """When the receiving unit first opened it."""
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    unconfirmed_at = models.DateTimeField(null=True, blank=True)
    """When the worker found that the unit hadn't confirmed in time."""

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["confirm_by_at"],
                name="danger_notice_unconfirmed",
                condition=Q(state="sent", unconfirmed_at__isnull=True),
            ),
            models.Index(fields=["receiver", "unit", "sent_at"], name="danger_notice_received"),
            models.Index(fields=["asked_at"], name="danger_notice_asked"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="danger_notice_sent_has_a_deadline",
                condition=Q(state="asked", sent_at__isnull=True, confirm_by_at__isnull=True)
                | ~Q(state="asked") & Q(sent_at__isnull=False, confirm_by_at__isnull=False),
            ),
            models.CheckConstraint(
                name="danger_notice_confirmed_says_by_whom",
                condition=Q(
                    state="confirmed", confirmed_by__isnull=False, confirmed_at__isnull=False
                )
                | ~Q(state="confirmed") & Q(confirmed_by__isnull=True, confirmed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="danger_notice_second_is_another",
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="danger_notice_ongoing_harm_takes_two",
                condition=Q(state="asked")
                | Q(category__in=["immediate", "suicide", "child"])
                | Q(second_by__isnull=False),
            ),
            models.CheckConstraint(
                name="danger_notice_police_matter_is_national",
                condition=Q(is_police_matter=False) | Q(desk_force__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"danger notice {self.pk}"


class DangerOpening(models.Model):
    """Because the unit hadn't confirmed; once for each reader."""

    notice = models.ForeignKey(DangerNotice, on_delete=models.CASCADE, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    """An hour later, or when the unit confirmed."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "user"], name="danger_opening_once"),
        ]

    def __str__(self) -> str:
        return f"danger opening {self.pk}"


class DangerReview(models.Model):
    """By a data protection officer or the national team."""

    class Side(models.TextChoices):
        PROTECTION = "protection"
        DESK = "desk"

    class Verdict(models.TextChoices):
        JUSTIFIED = "justified"
        UNCLEAR = "unclear"
        NOT_JUSTIFIED = "not_justified"

    notice = models.ForeignKey(DangerNotice, on_delete=models.CASCADE, related_name="reviews")
    side = models.CharField(max_length=12, choices=Side.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "side"], name="danger_review_once_a_side"),
        ]

    def __str__(self) -> str:
        return f"danger review {self.pk}"


class DeskAction(models.Model):
    """A code, without words about a person."""

    class ActionKind(models.TextChoices):
        RANG_CONTROL_ROOM = "rang_control_room"
        RANG_999 = "rang_999"
        TOLD_SUPERVISOR = "told_supervisor"
        SAFEGUARDING = "safeguarding"
        SOCIAL_CARE = "social_care"
        NO_REPLY = "no_reply"

    text = models.ForeignKey(WrittenText, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=20, choices=ActionKind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"desk action {self.pk}"


class DeskNotice(models.Model):
    """It names no victim."""

    class NoticeReason(models.TextChoices):
        ARRIVED = "arrived"
        OVERDUE = "overdue"
        """For the leads of the desk."""
        NATION = "nation"
        """For the national desk: the force's desk did not act, or is empty."""
        UNREADABLE = "unreadable"
        """The text cannot be decrypted."""

    class NoticeState(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        KEPT = "kept"
        """Not sent: no carrier is set up (STAFF_MAIL)."""
        DROPPED = "dropped"
        """Not sent: a reader acted first."""
        NO_ADDRESS = "no_address"
        FAILED = "failed"

    text = models.ForeignKey(
        WrittenText, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    wish = models.ForeignKey(
        FollowUp, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10, choices=NoticeReason.choices)
    due_at = models.DateTimeField()
    """The deadline that the email names. A reopened text has another."""
    state = models.CharField(
        max_length=10, choices=NoticeState.choices, default=NoticeState.WAITING
    )
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    """When it is tried; None once it is over."""
    attempts = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"], name="desk_notice_due", condition=Q(next_at__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["text", "user", "reason", "due_at"], name="desk_notice_of_text_once"
            ),
            models.UniqueConstraint(
                fields=["wish", "user", "reason", "due_at"], name="desk_notice_of_wish_once"
            ),
            models.CheckConstraint(
                name="desk_notice_is_of_one",
                condition=Q(text__isnull=False, wish__isnull=True)
                | Q(text__isnull=True, wish__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"
