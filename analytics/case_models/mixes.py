"""What is stored of models of all answers, to be read beside figures that are shown."""

from typing import ClassVar

from django.db import models


class ExpectedShares(models.Model):
    """What the nation's reference groups would say of the cases of each group in an area: the part
    of a gap that the mix of cases explains. Read only beside figures that are shown."""

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
    """What a model of all that is shown says of a force at levels where few answered, beside what
    is shown and never instead of it. Filled when the quarter closes and never again; it is made of
    shown figures alone (analytics/refresh/modelled_shares.py)."""

    period = models.CharField(max_length=7)
    dimension = models.CharField(max_length=20)
    area = models.CharField(max_length=40)
    """A force's code."""
    shares = models.JSONField()
    """{item: {level: [share, lower, upper]}} in whole per cent, of those places alone that no nine
    hidden answers would move by two points."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "dimension", "area"], name="modelled_shares_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.dimension} {self.area}"


class Intersection(models.Model):
    """What a model of all answers of the nation says of people who stand in several groups at once,
    for one item: of those combinations alone that thirty people are in and no nine answers would
    move by two points."""

    period = models.CharField(max_length=7)
    item = models.CharField(max_length=20)
    between = models.FloatField(null=True)
    left = models.FloatField(null=True)
    """The variance between all combinations, and what of it their parts leave (logits); none where
    nine answers would move what is told of them by two points."""
    unstable = models.PositiveIntegerField()
    """How many combinations are not among `shares`."""
    shares = models.JSONField()
    """{"female.18_24.asian": [people, share, lower, upper, share of its parts, error of the
    difference]}."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "item"], name="intersection_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.item}"
