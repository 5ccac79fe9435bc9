from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=400)
    """Path and choices."""

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
