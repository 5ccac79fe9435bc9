"""The manifest of files of answers. Others take it from analytics.models."""

from typing import ClassVar

from django.db import models

from access.models import Force


class AnswerFile(models.Model):
    """The file that holds a force's answers to events of a closed quarter, where such files are
    kept (ANSWER_STORE). The row decides which file counts: one that no row names is destroyed, and
    one that is not as the row says is made anew."""

    period = models.CharField(max_length=7)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    checksum = models.CharField(max_length=64)
    """SHA-256, in hexadecimal."""
    rows = models.PositiveIntegerField()
    answers = models.PositiveBigIntegerField()
    corrected_on = models.DateField(null=True)
    """As the quarter had it (QuarterState) when the file was made."""
    unusable = models.PositiveIntegerField()
    """How many responses had come when the quarter closed, stand in the database and are in no
    file, because they are too short to count: where there are more, one was brought back."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "force"], name="answer_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.force_id}"
