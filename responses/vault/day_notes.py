"""The first day on which a contact can be due for destruction (ADR 110)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import QuerySet

from responses.models.contacts import AT_ONCE, Contact


def cases_to_look_at(on: date) -> list[int]:
    due = Contact.objects.filter(look_at_on__lte=on).order_by("case_id")
    return list(due.values_list("case_id", flat=True))


def noted_after(held: QuerySet[Contact], day: date) -> QuerySet[Contact]:
    return held.filter(look_at_on__gt=day)


def look_again(days: Mapping[int, date]) -> None:
    by_day: dict[date, list[int]] = defaultdict(list)
    for case_id, day in days.items():
        by_day[day].append(case_id)
    for day, case_ids in by_day.items():
        Contact.objects.filter(case_id__in=case_ids).update(look_at_on=day)


def look_at_once(case_ids: Collection[int]) -> None:
    Contact.objects.filter(case_id__in=case_ids).update(look_at_on=AT_ONCE)
