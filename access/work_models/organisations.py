"""Services whose people support victims, and agencies that share the duty towards them, and what
waits for a second person before a service serves more. Others take them from access.models."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.work_models.requests import SecondPersonRequest


class Organisation(models.Model):
    """A service whose people support victims, in one force or in several: their people see the
    cases given to them or to the service, and no others (SAF-9)."""

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
    """The forces that it serves: a case of any other is out of its people's reach."""
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class ForcesRequest(SecondPersonRequest):
    """Forces that somebody asks a service to serve too. Another person adds them or refuses: by
    each force more cases come into the reach of all its people."""

    class ForcesState(models.TextChoices):
        WAITING = "waiting"
        ADDED = "added"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        """By who asked."""

    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="forces_requests"
    )
    adding = models.JSONField()
    """The codes of the forces."""
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

    def __str__(self) -> str:
        return f"{', '.join(self.adding)} for {self.organisation_id}: {self.state}"
