from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models import Case as CaseWhen
from django.db.models.functions import Now, TruncDate

from responses.case_files.case import RiskLevel
from responses.cases.sensitivity import (
    NATIONALLY_READ_FLAGS,
    OFFICER_SUSPECT,
    SENSITIVE_CRIMES,
)
from responses.models import (
    Case,
    CaseTie,
    CaseWork,
    ReadingAgreement,
    Upload,
)

CASE = "response__invitation__stage_event__case"
"""From a row with a response to its case."""


def agreements_in_force() -> QuerySet[ReadingAgreement]:
    """By the database's clock."""
    today = TruncDate(Now())
    approved = ReadingAgreement.objects.filter(state=ReadingAgreement.AgreementState.APPROVED)
    return approved.filter(first_on__lte=today, last_on__gte=today)


def is_read_in_force(path: str = "") -> Q:
    """`path` leads from a row to its case."""
    to = f"{path}__" if path else ""
    agreed = agreements_in_force().filter(force__successor=None).values("force")
    is_agreed = (
        Q(**{f"{to}force__in": agreed})
        | Q(**{f"{to}force__successor__in": agreed})
        | Q(**{f"{to}force__successor__successor__in": agreed})
    )
    is_ordinary = (
        Q(**{f"{to}flags__{flag}": False for flag in sorted(NATIONALLY_READ_FLAGS)})
        & ~Q(**{f"{to}crime_group__in": sorted(SENSITIVE_CRIMES)})
        & ~Q(**{f"{to}risk_level": RiskLevel.HIGH})
    )
    has_no_police_suspect = Q(**{f"{to}flags__police_suspect": False}) & ~Q(
        **{f"{to}exclude_code": OFFICER_SUSPECT}
    )
    return has_no_police_suspect & (is_ordinary | is_agreed)


def has_words_read_in_force() -> CaseWhen:
    """As an expression on rows with a response."""
    return CaseWhen(
        When(is_read_in_force(CASE), then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )


@dataclass(frozen=True)
class RowRef:
    """Ids, or references to a row in a subquery."""

    case: Any
    first_import: Any
    last_import: Any
    responded: Any

    @classmethod
    def outer(cls, *, depth: int = 1) -> "RowRef":
        """From a subquery of that depth."""
        paths = [CASE, f"{CASE}__first_import", f"{CASE}__last_import", "response"]
        return cls(*(_outer(path, depth) for path in paths))

    @classmethod
    def from_response(cls, response_id: int) -> "RowRef":
        """By subqueries, so that a list asks one query in all."""
        cases = Case.objects.order_by().filter(stage_events__invitation__responses=response_id)
        return cls(
            case=Subquery(cases.values("pk")[:1]),
            first_import=Subquery(cases.values("first_import")[:1]),
            last_import=Subquery(cases.values("last_import")[:1]),
            responded=response_id,
        )


def _outer(path: str, depth: int) -> Any:
    reference: Any = path
    for _ in range(depth):
        reference = OuterRef(reference)
    return reference


def worked_on(row: RowRef, *, user: Any) -> Sequence[QuerySet[Any]]:
    loaded = Upload.objects.filter(Q(uploaded_by_id=user) | Q(asked_by_id=user))
    return (
        CaseWork.objects.filter(user=user, case=row.case).exclude(response=row.responded),
        CaseTie.objects.filter(
            case=row.case, kind=CaseTie.TieKind.GIVEN, organisation__memberships__user=user
        ),
        loaded.filter(Q(import_batch=row.first_import) | Q(import_batch=row.last_import)),
        loaded.filter(import_batch__snapshots__case=row.case),
    )
