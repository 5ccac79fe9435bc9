"""What respondents wrote in their own words and who wishes to be contacted, as work, and who stands
by for it. The words themselves lie in the vault (responses.models.contacts)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.models import Force
from responses.models.responses import Response


class TriageShift(models.Model):
    """Hours of one weekday in which somebody reads, every week."""

    force = models.ForeignKey(
        Force, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None at the national desk, which reads what no force may see (SAF-13)."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    """From 0, a Monday."""
    starts = models.TimeField()
    ends = models.TimeField()
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
                condition=Q(ends__gt=F("starts"), weekday__lte=6),
            ),
        ]

    def __str__(self) -> str:
        return f"shift {self.pk}"


class TriageAbsence(models.Model):
    """Days on which somebody of a rota does not read."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
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
    """Somebody knows somebody in the case: they read nothing that was written about it any more.
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
        TAKEN_BACK = "taken_back"
        """Withdrawn by the respondent before anybody had read it."""

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
    state = models.CharField(max_length=10, choices=TextState.choices, default=TextState.WAITING)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lowered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who said that a text which stood as telling of danger tells of none: somebody else closes it
    as harmless."""
    first_read_at = models.DateTimeField(null=True, blank=True)
    escalated = models.PositiveSmallIntegerField(default=0)
    """0; 1 from when its clock ran out, for the force's second person; 2 for the national desk."""
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
                name="written_text_to_escalate",
                condition=Q(state="waiting", escalated__lt=2),
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
    """Somebody asked to be contacted about their answers."""

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
    """How often somebody tried to reach them and did not."""
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
