"""Groups of similar forces, and lists that await a second administrator."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from access.models import ApprovalRequest, Force


class PeerGroup(models.Model):
    """Membership of a force in another's comparison group between two dates."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["force", "member", "valid_from"], name="peer_group_member_once"
            ),
            models.CheckConstraint(
                name="peer_group_is_of_others", condition=~Q(force=models.F("member"))
            ),
            models.CheckConstraint(
                name="peer_group_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.force_id}: {self.member_id}"


class PeerGroupRequest(ApprovalRequest):
    APPROVED: ClassVar = {"state": "loaded"}

    class PeerState(models.TextChoices):
        WAITING = "waiting"
        LOADED = "loaded"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    groups = models.JSONField()
    """{force: [members]}, by code."""
    valid_from = models.DateField()
    source = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=PeerState.choices, default=PeerState.WAITING)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="peer_group_request_is_loaded_by_another",
                condition=~Q(state="loaded")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="peer_group_request_waits_undecided",
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} from {self.valid_from}: {self.state}"
