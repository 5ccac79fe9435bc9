"""What police.uk's files said of a case."""

from django.db import models

from responses.models.cases import Case


class PoliceUkFiling(models.Model):
    """Everything that street and outcomes files ever said of a case, each fact once. The case and
    its history are worked out from this alone (responses.case_files.police_uk.cases)."""

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="police_uk_filing"
    )
    crimes = models.JSONField()
    """Of each row of a street file: month, area, crime type, last outcome."""
    outcomes = models.JSONField()
    """Of each row of an outcomes file: month, area, wording."""

    def __str__(self) -> str:
        return f"filing of case {self.case_id}"
