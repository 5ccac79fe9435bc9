"""Reads exclusions by hand and the rulings on them."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from access import selectors as access_selectors
from access.viewer import Viewer
from responses.case_files.amendments.lifts import LiftKind
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
    """The cases in the viewer's reach that a person excluded."""
    return reachable_cases(viewer).exclude(exclude_code="")


def unconfirmed_cases(viewer: Viewer) -> QuerySet[Case]:
    """The excluded cases whose exclusion nobody has ruled on, oldest first."""
    return excluded_cases(viewer).filter(~Exists(_rulings_of_case())).order_by("exclude_on", "pk")


def has_another_waiting(case: Case) -> bool:
    """Whether a case file has another exclusion of this case, and it waits for a second person."""
    waiting = HeldChange.objects.filter(case=case, state=HeldChange.HeldState.WAITING)
    of_exclusions = waiting.filter(kind=LiftKind.EXCLUSION).values_list("after", flat=True)
    return any(after["exclude_code"] for after in of_exclusions)


def excluded_elsewhere(
    cases: Sequence[Case], people: Mapping[int, Person]
) -> Mapping[int, frozenset[str]]:
    """By case the codes of the other cases of its force, or of one that is part of it now, that
    have a number or address of its person and are excluded for what is about the person. A dead
    person is one of the same year of birth, or of an unknown one: somebody else may have their
    telephone now."""
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
    return list(unconfirmed_cases(viewer)[:MOST_SHOWN])


def unconfirmed_case(viewer: Viewer, case_id: int) -> Case | None:
    return unconfirmed_cases(viewer).filter(pk=case_id).first()


def rejected_but_in_force(viewer: Viewer) -> Sequence[Case]:
    """Cases whose exclusion was refused or withdrawn and stays in force because its code protects
    somebody, until a new case file removes it. At most MOST_SHOWN, oldest first."""
    rejected = _rulings_of_case().filter(verdict__in=REJECTED, code__in=KEEPS_SAFE)
    cases = excluded_cases(viewer).filter(Exists(rejected))
    return list(cases.order_by("exclude_on", "pk")[:MOST_SHOWN])


def _rulings_of_case() -> QuerySet[ExclusionRuling]:
    """The ruling in force of the case that an outer query reads. As a join with the cases anew,
    PostgreSQL would take it for a row or two, and compare each excluded case with each ruling."""
    same_day = Q(excluded_on=OuterRef("exclude_on")) | Q(excluded_on__isnull=True)
    return ExclusionRuling.objects.filter(
        same_day,
        case=OuterRef("pk"),
        code=OuterRef("exclude_code"),
        excluded_by=OuterRef("exclude_by"),
    )


def rulings_in_force() -> QuerySet[ExclusionRuling]:
    """Rulings on the exclusion that the case has now: the same code, person and day. An exclusion
    that had no day is still the same one when a later file adds the day."""
    same_day = Q(case__exclude_on=F("excluded_on")) | Q(excluded_on__isnull=True)
    return ExclusionRuling.objects.filter(
        same_day, case__exclude_code=F("code"), case__exclude_by=F("excluded_by")
    )


def lifted_exclusions() -> QuerySet[ExclusionRuling]:
    """Rulings that end an exclusion: refused or withdrawn, and not with a code that protects
    somebody."""
    return rulings_in_force().filter(verdict__in=REJECTED).exclude(code__in=KEEPS_SAFE)


def exclusions_lifted_since_decision() -> QuerySet[ExclusionRuling]:
    """Lifted exclusions of cases that have not been decided since."""
    decided = StageEvent.objects.filter(case=OuterRef("case"), decided_at__gte=OuterRef("ruled_at"))
    return lifted_exclusions().filter(~Exists(decided))
