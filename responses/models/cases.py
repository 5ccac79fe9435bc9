from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from access.models import Force


class Import(models.Model):
    """All or nothing."""

    class Source(models.TextChoices):
        CASE_FILE = "case_file"
        POLICE_UK = "police_uk"
        API = "api"
        SIMULATOR = "simulator"

    source = models.CharField(max_length=12, choices=Source.choices)
    file_names = models.JSONField(default=list)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=120)
    counts = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=120, blank=True, db_default="")
    undo_asked_by = models.CharField(
        max_length=120, blank=True, db_default="", db_column="asked_back_by"
    )
    undo_asked_by_id = models.IntegerField(null=True, blank=True, db_column="asked_back_by_id")
    """The person who asked to undo it, while that work is waiting or in progress."""
    all_decided_at = models.DateTimeField(null=True, blank=True)
    """When each of its cases was found decided; None where one may wait, so that it is looked at
    each hour (responses.eligibility.marks)."""
    first_read_at = models.DateTimeField(null=True, blank=True)
    """The time when a run of decisions first saw it; None if none has. Earlier decisions on its
    cases were made without it, even if later than `loaded_at`."""

    class Meta:
        indexes: ClassVar = [
            # Few of many imports have a case that waits.
            models.Index(
                fields=["id"],
                name="import_waits_for_decisions",
                condition=Q(all_decided_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="import_is_asked_back_by_a_person",
                condition=Q(undo_asked_by="", undo_asked_by_id__isnull=True)
                | (~Q(undo_asked_by="") & Q(undo_asked_by_id__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.loaded_at:%Y-%m-%d}"


class LoadedForce(models.Model):
    import_batch = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="forces", db_column="loading_id"
    )
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)
    """Number of cases by what the import did (created, amended, unchanged)."""
    quality = models.JSONField(default=dict)
    """The measures of responses.case_files.quality. Those of an upload are stored with the
    upload."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_batch", "force"], name="loaded_force_once"),
        ]

    def __str__(self) -> str:
        return f"import {self.import_batch_id} for {self.force_id}"


class Case(models.Model):
    """Under the force's own pseudonymous key, without name, address, contact or account. An empty
    string means not known."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    case_key = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    source = models.CharField(max_length=12, choices=Import.Source.choices)
    is_month_only = models.BooleanField(default=False)
    """Dates are known to the month only. The case counts in the frame and no one is invited."""
    area = models.CharField(max_length=40, blank=True)
    offence_code = models.CharField(max_length=40, blank=True)
    crime_group = models.CharField(max_length=24)
    reported_on = models.DateField()
    report_channel = models.CharField(max_length=20, blank=True)
    victim_role = models.CharField(max_length=20, default="direct")
    flags = models.JSONField(default=dict)
    """Flag name to true or false. A flag that is absent is unknown and counts as sensitive."""
    risk_level = models.CharField(max_length=10, blank=True)
    enhanced_rights = models.CharField(max_length=12, blank=True)
    stage = models.CharField(max_length=20)
    stage_on = models.DateField()
    outcome_codes = models.JSONField(default=list)
    """Home Office outcome codes; several where the source's wording merges them."""
    outcome_on = models.DateField(null=True, blank=True)
    victim_told_on = models.DateField(null=True, blank=True)
    next_hearing_on = models.DateField(null=True, blank=True)
    former_hearings = models.JSONField(default=list, db_default=[])
    """Days of hearings that earlier case files named and that still keep texts away."""
    release_on = models.DateField(null=True, blank=True)
    support_referral = models.CharField(max_length=12, blank=True)
    sex = models.CharField(max_length=12, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    ethnicity = models.CharField(max_length=40, blank=True)
    ethnicity_group = models.CharField(max_length=12, blank=True)
    ethnicity_scheme = models.CharField(max_length=16, blank=True)
    disability = models.CharField(max_length=3, blank=True)
    language = models.CharField(max_length=16, default="en")
    access_needs = models.JSONField(default=list)
    exclude_code = models.CharField(max_length=16, blank=True)
    exclude_by = models.CharField(max_length=40, blank=True)
    exclude_on = models.DateField(null=True, blank=True)
    is_deceased = models.BooleanField(default=False)
    is_business = models.BooleanField(default=False)
    is_on_duty_police = models.BooleanField(default=False)
    evidence_led = models.CharField(max_length=3, blank=True, db_default="")
    """Whether the case goes on without the victim's support: "yes", "no" or not known."""
    is_victimless = models.BooleanField(default=False)
    """No individual was harmed. The case is outside the survey's frame and counted as such."""
    first_import = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+")
    last_import = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["force", "case_key"], name="case_once_per_force"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["force", "reported_on"], name="case_force_reported"),
            # Few cases are excluded by hand, and each is asked about.
            models.Index(
                fields=["force", "exclude_on", "id", "exclude_code", "exclude_by"],
                name="case_excluded",
                condition=~Q(exclude_code=""),
            ),
            models.Index(
                fields=["id", "exclude_code", "exclude_by", "exclude_on", "force"],
                name="case_excluded_by_id",
                condition=~Q(exclude_code=""),
            ),
            # IS_FIREWALLED, asked on every page with a case.
            models.Index(
                fields=["force"],
                name="case_firewalled",
                condition=Q(flags__police_suspect=True) | Q(exclude_code="OFFICER-SUSPECT"),
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class OfACaseForce(models.Model):
    """Carries the force, so that rows are found without their cases."""

    case_force = models.ForeignKey(
        Force,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    """That of its case, which the database writes (migration 0073)."""

    class Meta:
        abstract = True


class CaseEvent(models.Model):
    """A stage, outcome, court result or status."""

    class CaseEventKind(models.TextChoices):
        STAGE = "stage"
        OUTCOME = "outcome"
        COURT = "court"
        STATUS = "status"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=CaseEventKind.choices)
    codes = models.JSONField()
    on = models.DateField()
    told_on = models.DateField(null=True, blank=True)
    is_before_report = models.BooleanField(default=False)
    """Dated before the month of the crime: kept as filed, and flagged."""
    source_wording = models.CharField(max_length=120, blank=True)
    sequence = models.PositiveSmallIntegerField()
    """Order within the case as received; dates alone do not order events of one month."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "sequence"], name="case_event_sequence_once"),
            models.CheckConstraint(
                name="case_event_told_not_before_it_happened",
                condition=Q(told_on__isnull=True) | Q(told_on__gte=models.F("on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class ExclusionRuling(models.Model):
    """By a second person, or the maker who withdraws it; another code, person or day is another
    exclusion."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="ruling")
    verdict = models.CharField(
        max_length=9, choices=Verdict.choices, db_default=Verdict.CONFIRMED.value
    )
    code = models.CharField(max_length=16)
    excluded_by = models.CharField(max_length=40)
    excluded_on = models.DateField(null=True, blank=True)
    ruled_at = models.DateTimeField()
    ruled_by = models.CharField(max_length=120)
    ruled_by_id = models.IntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["case", "code", "excluded_by", "excluded_on", "verdict"],
                name="exclusion_ruling_of_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.verdict}"


class CaseBefore(models.Model):
    """Snapshot to undo an import; the vault stores that of the contact."""

    import_batch = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="snapshots", db_column="loading_id"
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="snapshots")
    columns = models.JSONField(encoder=DjangoJSONEncoder)
    told_on_by_sequence = models.JSONField(encoder=DjangoJSONEncoder, db_column="told")
    """The date on which the victim was informed, by sequence of each event of the case."""
    decisions = models.JSONField()
    """Id of each stage event of the case to the code of its decision."""
    events = models.JSONField(encoder=DjangoJSONEncoder, null=True, blank=True)
    """Every event of the case, where the import replaced its history; null where it added to it."""
    filing = models.JSONField(null=True, blank=True)
    """The content of police.uk's files on the case; null if nothing was stored."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_batch", "case"], name="case_before_once"),
        ]

    def __str__(self) -> str:
        return f"case {self.case_id} before import {self.import_batch_id}"
