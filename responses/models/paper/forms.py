from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from responses.models.invitations import CodeAttempt
from survey.models import InstrumentVersion


class PaperForm(models.Model):
    """Its code opens no page of the web (ADR 65)."""

    class Layout(models.TextChoices):
        LARGE = "large"
        EASY = "easy"
        """Easy Read: its own wording, with drawings."""

    attempt = models.OneToOneField(CodeAttempt, on_delete=models.CASCADE, related_name="paper_form")
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    modules = models.CharField(max_length=60, blank=True, db_default="", default="")
    """The modules of the instrument that are printed, as of a Response; empty for all."""
    language = models.CharField(max_length=16)
    layout = models.CharField(max_length=5, choices=Layout.choices)
    withdrawal_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  null is not a hash
    """Keyed hash of the six words on the part to keep; null once the response has them."""
    is_keyed_twice = models.BooleanField()
    """Drawn at printing, and never shown to people who key."""
    taken_back_at = models.DateTimeField(null=True, blank=True)
    """Time of withdrawal by its six words; never keyed afterwards."""
    keyed_at = models.DateTimeField(null=True, blank=True)
    """When its answers were settled, so that they count."""
    marks = models.JSONField(default=dict)
    """Question code to a responses.paper.reading.ReadMark, if there is no valid answer."""
    compared = models.PositiveSmallIntegerField(default=0)
    """Number of questions compared between two people's readings."""
    differed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="paper_form_differs_where_compared",
                condition=Q(differed__lte=F("compared")),
            ),
        ]

    def __str__(self) -> str:
        return f"paper form {self.pk}"


class PaperReading(models.Model):
    """Destroyed once the answers are settled."""

    form = models.ForeignKey(PaperForm, on_delete=models.CASCADE, related_name="readings")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    """Question code to a list of choice codes, as in Response."""
    marks = models.JSONField(default=dict)
    keyed_by = models.CharField(max_length=120)
    keyed_by_id = models.IntegerField()
    keyed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "number"], name="paper_reading_once"),
            models.UniqueConstraint(
                fields=["form", "keyed_by_id"], name="paper_reading_by_another"
            ),
            models.CheckConstraint(name="paper_readings_are_two", condition=Q(number__in=[1, 2])),
        ]

    def __str__(self) -> str:
        return f"reading {self.number} of form {self.form_id}"


class PaperBar(models.Model):
    """A person who knows the respondent does not find the form again."""

    form = models.ForeignKey(PaperForm, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "user"], name="paper_bar_once"),
        ]

    def __str__(self) -> str:
        return f"bar {self.pk}"
