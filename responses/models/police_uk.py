from django.db import models

from responses.models.cases import Case


class PoliceUkFiling(models.Model):
    """Each fact once; case and history are worked out from it
    (responses.case_files.police_uk.cases)."""

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="police_uk_filing"
    )
    crimes = models.JSONField()
    """For each street file row: month, area, crime type, last outcome."""
    outcomes = models.JSONField()
    """For each outcomes file row: month, area, wording."""

    def __str__(self) -> str:
        return f"filing of case {self.case_id}"
