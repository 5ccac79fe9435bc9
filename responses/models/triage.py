from datetime import time
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.models import Approval, Force
from responses.models.responses import Response


class TriageShift(models.Model):
    force = models.ForeignKey(
        Force, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None at the national desk, which reads what no force may see (SAF-13)."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    """From 0, a Monday."""
    starts = models.TimeField()
    ends = models.TimeField()
    """Midnight is the end of the day."""
    on_bank_holidays = models.BooleanField(default=False, db_default=False)
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "force", "weekday", "starts"],
                name="triage_shift_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="triage_shift_is_of_one_day",
                condition=(Q(ends__gt=F("starts")) | Q(ends=time(0))) & Q(weekday__lte=6),
            ),
        ]

    def __str__(self) -> str:
        return f"shift {self.pk}"


class TriageAbsence(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="triage_absences"
    )
    first_on = models.DateField()
    last_on = models.DateField()
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="triage_absence_ends_after_it_begins",
                condition=Q(last_on__gte=F("first_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"


class ReadingBar(models.Model):
    """Kept apart from CaseTie: lists of people who see a case would reveal that its victim
    wrote."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "user"], name="reading_bar_once"),
        ]

    def __str__(self) -> str:
        return f"bar {self.pk}"


class WrittenText(models.Model):
    """Unsorted, it has no category and the shortest time limit."""

    class TextState(models.TextChoices):
        WAITING = "waiting"
        CLOSED = "closed"

    class Told(models.TextChoices):
        """Whether the respondent heard the outcome."""

        YES = "yes"
        UNSAFE = "unsafe"
        NOT_NEEDED = "not_needed"

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="+")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    is_national = models.BooleanField(default=False)
    """Read at the national desk alone, since no force may see the case (SAF-13)."""
    language = models.CharField(max_length=16)
    sent_at = models.DateTimeField()
    sorted_at = models.DateTimeField(null=True, blank=True)
    unreadable_at = models.DateTimeField(null=True, blank=True)
    """Since when the words cannot be decrypted; None where they can."""
    category = models.CharField(max_length=12, blank=True)
    clock = models.PositiveSmallIntegerField()
    """A TriageClock."""
    due_at = models.DateTimeField()
    signs = models.JSONField(default=list)
    """Names of the rules that spoke, never words of the text."""
    rules_category = models.CharField(max_length=12, blank=True, db_default="")
    """The rules' category, kept despite later human decisions to measure how well they find risk.
    Blank if no rule has read it."""
    is_unsure = models.BooleanField(default=False)
    """The rules do not know the language, or the script."""
    may_be_quoted = models.BooleanField(default=False)
    """They said that we may quote them without names."""
    state = models.CharField(max_length=10, choices=TextState.choices, default=TextState.WAITING)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lowered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The person who said that a text marked as danger shows none: another person closes it as
    harmless."""
    first_read_at = models.DateTimeField(null=True, blank=True)
    escalated = models.PositiveSmallIntegerField(default=0)
    """0; 1 from when its clock ran out, for the leads; 2 from when the national desk has it too."""
    overdue_at = models.DateTimeField(null=True, blank=True)
    """When the leads were notified that its clock had run out."""
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    is_drawn = models.BooleanField(default=False, db_default=False)
    """Drawn by chance, of those closed without danger, to be read by a second person."""
    second_category = models.CharField(max_length=12, blank=True, db_default="")
    second_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=10, blank=True, choices=Told.choices)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["force", "due_at"],
                name="written_text_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(
                fields=["id"],
                name="written_text_unsorted",
                condition=Q(state="waiting", sorted_at__isnull=True),
            ),
            models.Index(
                fields=["due_at"],
                name="written_text_due",
                condition=Q(state="waiting"),
            ),
            models.Index(
                fields=["closed_at"],
                name="written_text_to_read_twice",
                condition=Q(state="closed", is_drawn=True, second_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="written_text_closed_says_how",
                condition=Q(state="closed", closed_at__isnull=False)
                & ~Q(closed_by="")
                & ~Q(outcome="")
                & ~Q(told="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, closed_by="", outcome="", told=""),
            ),
        ]

    def __str__(self) -> str:
        return f"text {self.pk}"


class FollowUp(models.Model):
    class WishState(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        TAKEN_BACK = "taken_back"
        """Withdrawn by the respondent."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="+")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    is_national = models.BooleanField(default=False)
    """Handled at the national desk, since no force may see the case (SAF-13)."""
    language = models.CharField(max_length=16)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    """Ten working days later."""
    state = models.CharField(max_length=10, choices=WishState.choices, default=WishState.OPEN)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    """Failed attempts to reach them."""
    unreadable_at = models.DateTimeField(null=True, blank=True)
    """Since when the safe way cannot be decrypted; None where it can."""
    escalated = models.PositiveSmallIntegerField(default=0, db_default=0)
    """0; 1 from when its day passed, for the force's lead; 2 for the national desk."""
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["force", "due_on"], name="follow_up_open", condition=Q(state="open")
            ),
            models.Index(
                fields=["due_on"],
                name="follow_up_to_escalate",
                condition=Q(state="open", escalated__lt=2),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="follow_up_closed_says_how",
                condition=Q(state="closed", closed_at__isnull=False)
                & ~Q(closed_by="")
                & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, closed_by="", outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"


class CodedText(models.Model):
    """In a batch with nine others at least."""

    class CodingState(models.TextChoices):
        WAITING = "waiting"
        """Shown to coders, once it is in a batch."""
        FAULTY = "faulty"
        """A coder saw what should have been hidden: shown to no one but who mends it."""
        SHUT = "shut"
        """Cannot be redacted: shown to no one."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="+")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    is_national = models.BooleanField(default=False)
    """No force may see the case (SAF-13)."""
    language = models.CharField(max_length=16)
    person_key = models.CharField(max_length=64)
    """Tells whether two texts are of one person."""
    sent_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=8, choices=CodingState.choices, default=CodingState.WAITING)
    batch = models.PositiveIntegerField(null=True, blank=True)
    place = models.PositiveIntegerField(default=0)
    """In the batch, drawn by chance: not the order in which they came."""
    is_doubled = models.BooleanField(default=False)
    """Coded by two people, blind to each other's coding."""
    suggested = models.JSONField(default=list)
    """Themes that words of the frame suggest, as "side:theme"."""

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["batch", "place"], name="coded_text_waiting", condition=Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"coded text {self.pk}"


class ThemeCoding(models.Model):
    """By the first coder, the second, blind to the first, or who settled the difference."""

    class CodingTurn(models.IntegerChoices):
        FIRST = 1
        SECOND = 2
        SETTLED = 3

    text = models.ForeignKey(CodedText, on_delete=models.CASCADE, related_name="codings")
    turn = models.PositiveSmallIntegerField(choices=CodingTurn.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    frame_version = models.PositiveSmallIntegerField()
    themes = models.JSONField(default=list)
    """As "side:theme", in order; none where no theme fits."""
    coded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text", "turn"], name="theme_coding_turn_once"),
            models.UniqueConstraint(
                fields=["text", "user"], name="theme_coding_by_two", condition=Q(turn__lt=3)
            ),
        ]

    def __str__(self) -> str:
        return f"coding {self.pk}"


class ThemeQuote(Approval):
    """By place in the redacted text. Never released by its chooser."""

    REQUESTED: ClassVar = "chosen"
    WAITING: ClassVar = {"state": "proposed"}
    APPROVED: ClassVar = {"state": "released"}
    REFUSED: ClassVar = {"state": "refused"}

    class QuoteState(models.TextChoices):
        PROPOSED = "proposed"
        RELEASED = "released"
        REFUSED = "refused"
        TAKEN_BACK = "taken_back"

    text = models.ForeignKey(CodedText, on_delete=models.CASCADE, related_name="quotes")
    side = models.CharField(max_length=6)
    starts = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=QuoteState.choices, default=QuoteState.PROPOSED)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    chosen_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="theme_quote_is_a_passage", condition=Q(ends__gt=F("starts"))
            ),
            models.CheckConstraint(
                name="theme_quote_released_by_another",
                condition=~Q(state="released")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("chosen_by"))),
            ),
        ]

    def audit_details(self) -> dict[str, Any]:
        return {"force": self.text.force_id}

    def __str__(self) -> str:
        return f"quote {self.pk}"
