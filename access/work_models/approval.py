from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class Approval(models.Model):
    """Signatures are in columns that begin with `REQUESTED` and `DECIDED`: `_at`, and `_by` as a
    user, or as a name with `_by_id`. Without `DECIDED` a decided row is deleted."""

    REQUESTED: ClassVar[str] = "asked"
    DECIDED: ClassVar[str] = "decided"
    WAITING: ClassVar[Mapping[str, Any]] = {"state": "waiting"}
    """Filter for rows that wait for a decision."""
    APPROVED: ClassVar[Mapping[str, Any]] = {}
    """Columns that change with the decision, besides the signature."""
    REFUSED: ClassVar[Mapping[str, Any]] = {}
    WITHDRAWN: ClassVar[Mapping[str, Any]] = {}
    EXPIRES_AFTER: ClassVar[timedelta | None] = None
    IS_REFUSED_AGAIN: ClassVar[bool] = False
    """Whether the journal keeps refusals, so that a restored database refuses the row again."""

    class Meta:
        abstract = True

    @property
    def requested_by_id(self) -> int | None:
        found: int | None = getattr(self, f"{self.REQUESTED}_by_id")
        return found

    def audit_target(self) -> models.Model | str:
        return self

    def audit_details(self) -> dict[str, Any]:
        return {}


class ApprovalRequest(Approval):
    REFUSED: ClassVar = {"state": "refused"}
    WITHDRAWN: ClassVar = {"state": "withdrawn"}

    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
