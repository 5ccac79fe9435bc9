from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force, Organisation, User
from responses.models.cases import Case, OfACaseForce


class CaseTie(OfACaseForce):
    """Gives a case, hides it from people who know a person in it (SAF-13), or lets an officer draw
    a code for another to answer (SAF-10)."""

    class TieKind(models.TextChoices):
        GIVEN = "given"
        BARRED = "barred"
        IN_PLACE = "place"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ties")
    kind = models.CharField(max_length=6, choices=TieKind.choices)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    """The role of a whole team of the case's force; empty where the tie is of one person."""
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The service whose people it is given to."""
    tied_at = models.DateTimeField()
    tied_by = models.CharField(max_length=120)
    tied_by_id = models.IntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["tied_at", "id"], name="case_tie_newest"),
            models.Index(fields=["case_force", "tied_at", "id"], name="case_tie_newest_of_force"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="case_tie_is_of_one_person_team_or_service",
                condition=Q(user__isnull=False, role="", organisation__isnull=True)
                | Q(user__isnull=True, organisation__isnull=False, role="")
                | (Q(user__isnull=True, organisation__isnull=True) & ~Q(role="")),
            ),
            models.CheckConstraint(
                name="case_tie_gives_to_people_and_services",
                condition=~Q(kind="given") | Q(role=""),
            ),
            models.CheckConstraint(
                name="case_tie_bars_no_service",
                condition=~Q(kind="barred") | Q(organisation__isnull=True),
            ),
            models.CheckConstraint(
                name="case_tie_of_a_place_takes_two_people",
                condition=~Q(kind="place")
                | (Q(user__isnull=False) & ~Q(tied_by_id=models.F("user_id"))),
            ),
            models.UniqueConstraint(
                fields=["case", "user"],
                condition=Q(user__isnull=False),
                name="case_tie_once_for_a_person",
            ),
            models.UniqueConstraint(
                fields=["case", "organisation"],
                condition=Q(organisation__isnull=False),
                name="case_tie_once_for_a_service",
            ),
            models.UniqueConstraint(
                fields=["case", "role"], condition=~Q(role=""), name="case_tie_once_for_a_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} case {self.case_id}"


class AdviserRule(models.Model):
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=8)
    """As the column advocate_route of the case file."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    is_at_once = models.BooleanField()
    """Given without a word about each case, where no rule of safety asks for one
    (responses.cases.sensitivity.is_given_by_word_only)."""
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)
    set_by_id = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["force", "route"], name="adviser_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.route} of {self.force_id}"


class CaseOffer(models.Model):
    """Stays, so that a case kept back is not offered again."""

    class OfferState(models.TextChoices):
        WAITS = "waits"
        GIVEN = "given"
        KEPT_BACK = "kept"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=8)
    state = models.CharField(max_length=5, choices=OfferState.choices)
    offered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "organisation"], name="case_offer_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["case", "offered_at", "id"],
                name="case_offer_waiting",
                condition=Q(state="waits"),
            ),
        ]

    def __str__(self) -> str:
        return f"offer of case {self.case_id}"
