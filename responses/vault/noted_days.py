"""The first day on which each contact can be due to be destroyed, before which retention does not
look at it (docs/adr/0110)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import QuerySet

from responses.models.contacts import AT_ONCE, Contact


def cases_to_look_at(on: date) -> list[int]:
    """Ids of the cases whose contact can be due to be destroyed on a day."""
    due = Contact.objects.filter(look_at_on__lte=on).order_by("case_id")
    return list(due.values_list("case_id", flat=True))


def noted_after(held: QuerySet[Contact], day: date) -> QuerySet[Contact]:
    """Those of the contacts that are noted for a later day."""
    return held.filter(look_at_on__gt=day)


def look_again(days: Mapping[int, date]) -> None:
    """Note by case the first day on which its contact can be due to be destroyed."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for case_id, day in days.items():
        by_day[day].append(case_id)
    for day, case_ids in by_day.items():
        Contact.objects.filter(case_id__in=case_ids).update(look_at_on=day)


def look_at_once(case_ids: Collection[int]) -> None:
    """For whoever takes a decision back, or dates one back: the contact of the case may be due
    sooner than was noted."""
    Contact.objects.filter(case_id__in=case_ids).update(look_at_on=AT_ONCE)
