"""What is known of a quarter as a whole, beside its figures."""

from django.db import models


class QuarterState(models.Model):
    """How far the asking of a quarter has come, whether it has closed, and what silence could do to
    its national figures. One row a quarter, written whenever its figures are filled."""

    period = models.CharField(max_length=7, unique=True)
    stages = models.JSONField()
    """{stage group: {"frame": events in the frame, "pending": those that wait to be asked about,
    "settled_on": the day since which it is not provisional, or null}}."""
    shifts = models.JSONField()
    """{item: {"as_late", "lower", "upper"}}: what analytics.weighting.nonresponse_range adds to the
    share positive of the nation; "as_late" may be null."""
    closed_on = models.DateField(null=True)
    """The last day whose answers are counted; null while the quarter is open."""
    waiting = models.PositiveIntegerField(default=0)
    """Answers that came and are in no figure yet."""
    late = models.PositiveIntegerField(default=0)
    """Answers that came after the closing, and will be in none."""
    corrected_on = models.DateField(null=True)
    correction = models.CharField(max_length=500, blank=True)
    """What was wrong, of the last correction after the closing."""

    def __str__(self) -> str:
        return self.period


class EarlierFigures(models.Model):
    """What a version of a quarter told before it was replaced, so that a correction is judged
    beside every version that a reader may have kept. Rows go with the cases of the quarter, when it
    can be corrected no more."""

    period = models.CharField(max_length=7)
    told = models.JSONField()
    """{item, table, area and level: [people, and how many gave each secret answer]}, of each place
    that was shown; of closed figures also of the smallest places that were not
    (analytics/disclosure/corrections.py)."""

    def __str__(self) -> str:
        return self.period
