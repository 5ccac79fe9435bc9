from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Approval
from responses.helplines.listing import HelplineArea, HelplineAudience

DIGITS = r"^[0-9 ]*$"
HAS_NUMBER = ~Q(number="", text_number="", textphone_number="") & Q(
    number__regex=DIGITS, text_number__regex=DIGITS, textphone_number__regex=DIGITS
)


class StoredListing(models.Model):
    """The columns of responses.helplines.listing.Listing."""

    audience = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in HelplineAudience]
    )
    area = models.CharField(max_length=10, choices=[(one.value, one.value) for one in HelplineArea])
    number = models.CharField(max_length=20, blank=True)
    text_number = models.CharField(max_length=20, blank=True)
    textphone_number = models.CharField(max_length=20, blank=True)
    hours = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    has_interpreters = models.BooleanField(default=False)
    names = models.JSONField()
    descriptions = models.JSONField()
    source = models.CharField(max_length=200)

    class Meta:
        abstract = True


class Helpline(StoredListing):
    """Confirmed by two people, or shipped."""

    last_verified_on = models.DateField(null=True, blank=True)
    """Date of the last call that found number, hours and languages right; None if there was none
    since the number changed."""
    is_number_wrong = models.BooleanField(default=False)
    """The last check found another service or none; respondents do not see the line."""
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="helpline_has_a_number", condition=HAS_NUMBER),
            models.CheckConstraint(
                name="helpline_with_a_wrong_number_is_not_verified",
                condition=Q(is_number_wrong=False) | Q(last_verified_on__isnull=True),
            ),
            models.CheckConstraint(
                name="helpline_retired_at_with_by",
                condition=Q(retired_at__isnull=True, retired_by="")
                | (Q(retired_at__isnull=False) & ~Q(retired_by="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.names.get("en", ""))


class HelplineChange(Approval, StoredListing):
    """A second person has not confirmed it; respondents see nothing of it."""

    REQUESTED: ClassVar = "proposed"
    DECIDED: ClassVar = ""
    WAITING: ClassVar = {}

    helpline = models.OneToOneField(
        Helpline, null=True, on_delete=models.PROTECT, related_name="change"
    )
    """None for a new line."""
    is_retirement = models.BooleanField(default=False)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=120)
    proposed_by_id = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="helpline_change_has_a_number", condition=HAS_NUMBER),
            models.CheckConstraint(
                name="helpline_change_retires_a_line",
                condition=Q(is_retirement=False) | Q(helpline__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"change of {self.names.get('en', '')}"


class HelplineCheck(models.Model):
    helpline = models.ForeignKey(Helpline, on_delete=models.CASCADE, related_name="checks")
    rung_on = models.DateField()
    numbers = models.CharField(max_length=80)
    """As they were when rung."""
    is_number_right = models.BooleanField()
    are_hours_right = models.BooleanField()
    are_languages_right = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    recorded_by_id = models.IntegerField()

    def __str__(self) -> str:
        return f"check of {self.helpline_id} on {self.rung_on}"

    @property
    def is_all_right(self) -> bool:
        return self.is_number_right and self.are_hours_right and self.are_languages_right
