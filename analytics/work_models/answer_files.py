from typing import ClassVar

from django.db import models

from access.models import Force


class AnswerFile(models.Model):
    """A force's answer file for events of a closed quarter (ANSWER_STORE)."""

    period = models.CharField(max_length=7)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    checksum = models.CharField(max_length=64)
    """SHA-256, in hexadecimal."""
    rows = models.PositiveIntegerField()
    answers = models.PositiveBigIntegerField()
    corrected_on = models.DateField(null=True)
    """As in QuarterState when the file was made."""
    unusable = models.PositiveIntegerField()
    """Responses received by closing that are in the database but in no file, being too short to
    count; a higher number later means one was restored.
    """

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "force"], name="answer_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.force_id}"
