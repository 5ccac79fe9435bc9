"""Services whose people support victims, and agencies that share the duty towards them. Others take
them from access.models."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
