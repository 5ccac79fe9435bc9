from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.work_models.approval import ApprovalRequest


class Organisation(models.Model):
    """Its people see only cases given to them or to it (SAF-9)."""

    class OrganisationKind(models.TextChoices):
        DOMESTIC_ABUSE = "idva", _("Domestic abuse service (IDVA)")
        SEXUAL_VIOLENCE = "isva", _("Sexual violence service (ISVA)")
        STALKING = "stalking", _("Stalking service")
        VICTIM_SUPPORT = "support", _("Victim support service")
        WITNESS_CARE = "witness", _("Witness care unit")
        HOMICIDE = "homicide", _("Service for bereaved families")
        OTHER = "other", _("Another service")
        CPS = "cps", _("Crown Prosecution Service")
        COURTS = "courts", _("Courts (HMCTS)")
        PROBATION = "probation", _("Probation service")

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=OrganisationKind.choices)
    forces = models.ManyToManyField("access.Force", related_name="+")
    """Cases of any other force are out of its people's reach."""
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class ForcesRequest(ApprovalRequest):
    APPROVED: ClassVar = {"state": "added"}
    IS_REFUSED_AGAIN: ClassVar = True

    class ForcesState(models.TextChoices):
        WAITING = "waiting"
        ADDED = "added"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="forces_requests"
    )
    adding = models.JSONField()
    """Force codes."""
    state = models.CharField(max_length=9, choices=ForcesState.choices, default=ForcesState.WAITING)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="forces_request_is_done_by_another",
                condition=~Q(state="added")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="forces_request_waits_undecided",
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="forces_request_waits_alone",
                fields=["organisation"],
                condition=Q(state="waiting"),
            ),
        ]

    def audit_target(self) -> Organisation:
        return self.organisation

    def audit_details(self) -> dict[str, Any]:
        return {"forces": self.adding}

    def __str__(self) -> str:
        return f"{', '.join(self.adding)} for {self.organisation_id}: {self.state}"
