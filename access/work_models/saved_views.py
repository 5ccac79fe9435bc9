"""The table of pages that staff keep by name, which others take from access.models."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """A page of figures with what was chosen on it, kept by one person under a name of their own.
    It holds an address and no figure: what it shows is what the page shows to them that day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=400)
    """From the root of the service: path and choices."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_once_by_name"),
            models.CheckConstraint(
                name="saved_view_is_of_this_service",
                condition=Q(address__startswith="/staff/") & ~Q(name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"
