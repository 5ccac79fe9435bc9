"""What respondents wrote in their own words and who wishes to be contacted, as work, and who stands
by for it; what their words speak of. The words lie in the vault (responses.models.contacts)."""

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.models import Force
from responses.models.responses import Response


class TriageShift(models.Model):
    """Hours of one weekday in which someone reads, every week."""

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
    """Days on which someone of a rota does not read."""

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
    """Someone knows someone in the case: they read nothing that was written about it any more.
    It is no row of the case, since the lists of who sees a case would tell that its victim
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
    """One respondent's words, as work to be done. A text that no rule has sorted yet has no
    category, and the shortest clock."""

    class TextState(models.TextChoices):
        WAITING = "waiting"
        CLOSED = "closed"

    class Told(models.TextChoices):
        """Whether the respondent was told what was done."""

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
    """What the rules said, whatever people said afterwards: how well they find risk is counted from
    it. Blank where no rule has read it."""
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
    """Who said that a text which stood as telling of danger tells of none: someone else closes it
    as harmless."""
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
    """What the second person said that it tells of."""
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
    """Someone asked to be contacted about their answers."""

    class WishState(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        TAKEN_BACK = "taken_back"
        """Withdrawn by the respondent."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="+")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    is_national = models.BooleanField(default=False)
    """Seen to at the national desk, since no force may see the case (SAF-13)."""
    language = models.CharField(max_length=16)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    """Ten working days later."""
    state = models.CharField(max_length=10, choices=WishState.choices, default=WishState.OPEN)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    """How often someone tried to reach them and did not."""
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
    """One respondent's words, redacted, to be coded by themes. It comes to coders in a batch with
    those of nine others at least."""

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
    """Coded by two people, neither of whom sees what the other said."""
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
    """What one person said that a text speaks of: the first, the second who was blind to it, or
    who settled their difference."""

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


class ThemeQuote(models.Model):
    """A passage of a redacted text, by its place there, of someone who agreed to be quoted. It is
    released by another person than who chose it."""

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

    def __str__(self) -> str:
        return f"quote {self.pk}"
