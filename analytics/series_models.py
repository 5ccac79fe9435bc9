"""What people note on the series of quarters."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force


class SeriesNote(models.Model):
    """An event that a person noted on the quarters of an area, with the reason. With `is_rebase`
    the control limits begin anew with that quarter. One that was noted in error is taken back, and
    stays as a row."""

    force = models.ForeignKey(Force, null=True, blank=True, on_delete=models.PROTECT)
    """Null for the nation."""
    item = models.CharField(max_length=20, blank=True)
    """Empty for every question."""
    period = models.CharField(max_length=7)
    is_rebase = models.BooleanField()
    reason = models.CharField(max_length=200)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=120)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="series_note_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="series_note_taken_back_at_with_by",
                condition=Q(taken_back_at__isnull=True, taken_back_by="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.force_id or 'nation'} {self.period}"
