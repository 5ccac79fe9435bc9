from typing import ClassVar

from django.db import models


class ExpectedShares(models.Model):
    period = models.CharField(max_length=7)
    dimension = models.CharField(max_length=20)
    area = models.CharField(max_length=40)
    """A force's code or a region's."""
    shares = models.JSONField()
    """{item: {level: share, 0 to 1}}."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "dimension", "area"], name="expected_shares_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.dimension} {self.area}"


class ModelledShares(models.Model):
    period = models.CharField(max_length=7)
    dimension = models.CharField(max_length=20)
    area = models.CharField(max_length=40)
    """A force's code."""
    shares = models.JSONField()
    """{item: {level: [share, lower, upper]}} in whole percentages, only of places that no nine
    hidden answers would move by two points.
    """

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "dimension", "area"], name="modelled_shares_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.dimension} {self.area}"


class Intersection(models.Model):
    period = models.CharField(max_length=7)
    item = models.CharField(max_length=20)
    unstable = models.PositiveIntegerField()
    """The number of combinations not in `shares`."""
    shares = models.JSONField()
    """{"female.18_24.asian": [people, share, lower, upper, share of its parts, error of the
    difference]}.
    """

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "item"], name="intersection_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.item}"
