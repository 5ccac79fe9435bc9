"""Responses: what people answered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from responses.models.invitations import MODES, CodeAttempt, Invitation
from survey.models import InstrumentVersion


class Response(models.Model):
    """In one document, so that a page is one write and a response one row (ADR 6)."""

    class MoreChoice(models.TextChoices):
        """Stopped: wanted first, then ended before the last further question."""

        WANTED = "wanted"
        DECLINED = "declined"
        STOPPED = "stopped"

    class Device(models.TextChoices):
        PHONE = "phone"
        OTHER = "other"

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="responses")
    attempt = models.OneToOneField(
        CodeAttempt, on_delete=models.CASCADE, null=True, blank=True, related_name="response"
    )
    """The code that it was given with; None for a link, which has one response."""
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    modules = models.CharField(max_length=60, blank=True, db_default="")
    """The modules of the instrument that are asked (responses.answering.pathway); empty for all."""
    chances = models.JSONField(default=dict, db_default={})
    """Question code to its chance of being drawn for this respondent, for questions that only part
    of their pathway is asked."""
    more_choice = models.CharField(
        max_length=8, blank=True, db_default="", default="", choices=MoreChoice.choices
    )
    """Reply to the offer of more questions: a MoreChoice, empty until chosen."""
    more_pathway = models.JSONField(default=dict, db_default={})
    """The pathway through the longer instrument, as it was when they chose to say more, so that a
    later change of the case changes no page; empty where they did not."""
    more_instrument = models.ForeignKey(
        InstrumentVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """The longer instrument that they chose to go on with; None where they did not."""
    language = models.CharField(max_length=16)
    mode = models.CharField(max_length=10, default="web_sms")
    device = models.CharField(
        max_length=5, blank=True, db_default="", default="", choices=Device.choices
    )
    """Telephone or other device at the start; empty if the browser did not report it. No other
    browser data is kept."""
    answers = models.JSONField(default=dict)
    """Question code to a list of choice codes; an empty list means skipped."""
    started_at = models.DateTimeField()
    core_done_at = models.DateTimeField(null=True, blank=True)
    """Time at which all core questions were first answered or skipped, even if the response was not
    sent in."""
    completed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    withdrawal_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  null is not a hash
    """Keyed hash of the six words; null where none were given, and after six months."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="response_more_has_its_instrument",
                condition=Q(more_choice__in=["", "declined"], more_instrument__isnull=True)
                | Q(more_choice__in=["wanted", "stopped"], more_instrument__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["invitation"],
                condition=Q(attempt__isnull=True),
                name="response_once_without_code",
            ),
            models.CheckConstraint(
                name="response_by_code_says_so",
                condition=Q(attempt__isnull=True) | Q(mode__in=["web_code", "paper"]),
            ),
            models.CheckConstraint(name="response_mode_is_known", condition=Q(mode__in=MODES)),
            models.CheckConstraint(
                name="response_completed_after_start",
                condition=Q(completed_at__isnull=True)
                | Q(completed_at__gte=models.F("started_at")),
            ),
            models.CheckConstraint(
                name="response_withdrawn_at_with_by",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"

    @property
    def is_closed(self) -> bool:
        """Sent in or withdrawn: it no longer changes."""
        return self.completed_at is not None or self.withdrawn_at is not None


class BreakOffChange(models.Model):
    """Written by a database trigger in the transaction of the change, deleted once counted."""

    response_id = models.BigIntegerField(db_index=True)
    """No foreign key, because the changes of deleted responses are looked at too."""

    def __str__(self) -> str:
        return f"change of response {self.response_id}"


class CountedWalk(models.Model):
    """Steps reached, no answers, to take a response out without a recount. A trigger empties
    `response_id` on withdrawal or destruction."""

    response_id = models.BigIntegerField(null=True, unique=True)
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=16)
    device = models.CharField(max_length=5, blank=True)
    reached = models.TextField()
    """Steps with spaces between them, as responses.break_off.tally writes them."""
    stopped = models.CharField(max_length=50, blank=True)
    declined = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="counted_walk_of_nobody", condition=Q(response_id__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"walk of response {self.response_id}"


class BreakOffCount(models.Model):
    """By language and device; national, without force, case or day."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=16)
    device = models.CharField(max_length=5, blank=True)
    part = models.CharField(max_length=8)
    question = models.CharField(max_length=40, blank=True)
    """A question's code; empty for a page that is no question."""
    reached = models.PositiveIntegerField()
    stopped = models.PositiveIntegerField()
    declined = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "version", "language", "device", "part", "question"],
                name="break_off_count_once",
            ),
            models.CheckConstraint(
                name="break_off_count_left_where_reached",
                condition=Q(reached__gte=models.F("stopped") + models.F("declined")),
            ),
        ]

    def __str__(self) -> str:
        return f"break-off of {self.code} {self.version} at {self.question or self.part}"
