from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Case as WhenRuled
from django.db.models import Exists, F, OuterRef, Q, QuerySet, When

from access import selectors as access_selectors
from access.viewer import Viewer
from responses.case_files.case import LiftKind
from responses.cases.visible_cases import reachable_cases
from responses.eligibility.rules import ABOUT_THE_PERSON, KEEPS_SAFE, Decision
from responses.models import Case, ExclusionRuling, HeldChange, StageEvent
from responses.vault.contacts import Person
from responses.vault.opt_outs import excluded_contacts
from responses.vault.opt_outs.excluded_contacts import ExcludedContact

MOST_SHOWN = 100
Verdict = ExclusionRuling.Verdict
REJECTED = (Verdict.REFUSED, Verdict.WITHDRAWN)


def excluded_cases(viewer: Viewer) -> QuerySet[Case]:
    return reachable_cases(viewer).exclude(exclude_code="")


def unconfirmed_cases(viewer: Viewer) -> QuerySet[Case]:
    excluded = excluded_cases(viewer).alias(is_ruled=_when_ruled(Q(ruling__isnull=False)))
    return excluded.filter(is_ruled=False).order_by("exclude_on", "pk")


def has_another_waiting(case: Case) -> bool:
    """Another exclusion of the case waits for a second person."""
    waiting = HeldChange.objects.filter(case=case, state=HeldChange.HeldState.WAITING)
    of_exclusions = waiting.filter(kind=LiftKind.EXCLUSION).values_list("after", flat=True)
    return any(after["exclude_code"] for after in of_exclusions)


def excluded_elsewhere(
    cases: Sequence[Case], people: Mapping[int, Person]
) -> Mapping[int, frozenset[str]]:
    """By case, codes about the person from other cases with the same number or address, in the same
    force or one now part of it."""
    keys = {key for person in people.values() for key in person.keys}
    excluded = excluded_contacts.excluded_contacts(keys, codes=ABOUT_THE_PERSON)
    if not excluded:
        return {}
    heirs = access_selectors.heirs()
    return {
        case.pk: frozenset(
            code
            for one in excluded
            if one.case_id != case.pk
            and heirs[one.force] == heirs[case.force_id]
            and not one.keys.isdisjoint(people[case.pk].keys)
            for code in _codes_about(one, birth_year=case.birth_year)
        )
        for case in cases
        if case.pk in people
    }


def _codes_about(one: ExcludedContact, *, birth_year: int | None) -> Iterator[str]:
    if one.exclude_code:
        yield one.exclude_code
    if one.is_deceased and (None in {one.birth_year, birth_year} or one.birth_year == birth_year):
        yield Decision.DECEASED


def list_unconfirmed_cases(viewer: Viewer) -> Sequence[Case]:
    return _oldest(unconfirmed_cases(viewer))


def _oldest(excluded: QuerySet[Case]) -> Sequence[Case]:
    oldest = excluded.select_related(None).order_by("exclude_on", "pk").values("pk")[:MOST_SHOWN]
    cases = Case.objects.filter(pk__in=oldest).select_related("force")
    return list(cases.order_by("exclude_on", "pk"))


def unconfirmed_case(viewer: Viewer, case_id: int) -> Case | None:
    return unconfirmed_cases(viewer).filter(pk=case_id).first()


def rejected_but_in_force(viewer: Viewer) -> Sequence[Case]:
    is_kept = Q(ruling__verdict__in=REJECTED, ruling__code__in=KEEPS_SAFE)
    rejected = excluded_cases(viewer).alias(is_kept=_when_ruled(is_kept))
    return _oldest(rejected.filter(is_kept=True))


def _when_ruled(condition: Q) -> WhenRuled:
    same_day = Q(ruling__excluded_on=F("exclude_on")) | Q(ruling__excluded_on__isnull=True)
    is_same = Q(same_day, ruling__code=F("exclude_code"), ruling__excluded_by=F("exclude_by"))
    return WhenRuled(When(is_same & condition, then=True), default=False)


def rulings_in_force() -> QuerySet[ExclusionRuling]:
    """The same code, person and day."""
    same_day = Q(case__exclude_on=F("excluded_on")) | Q(excluded_on__isnull=True)
    return ExclusionRuling.objects.filter(
        same_day, case__exclude_code=F("code"), case__exclude_by=F("excluded_by")
    )


def lifted_exclusions() -> QuerySet[ExclusionRuling]:
    return rulings_in_force().filter(verdict__in=REJECTED).exclude(code__in=KEEPS_SAFE)


def exclusions_lifted_since_decision() -> QuerySet[ExclusionRuling]:
    decided = StageEvent.objects.filter(case=OuterRef("case"), decided_at__gte=OuterRef("ruled_at"))
    return lifted_exclusions().filter(~Exists(decided))
