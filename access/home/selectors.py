from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, F, Min, QuerySet, Value
from django.db.models.functions import Cast

from access.home.choices import HomeCount, counts
from access.home.tasks_due import HomeMatter, matters
from access.permissions import Permission
from access.viewer import Viewer

NO_MOMENT = Cast(Value(None), DateTimeField())
"""Typed, because PostgreSQL reads two untyped NULLs as text."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """`oldest` is midnight UTC for days."""

    matter: HomeMatter
    count: int
    oldest: datetime | None


def waiting_for(viewer: Viewer, *, at: datetime) -> list[Waiting]:
    theirs = [matter for matter in matters() if viewer.may(matter.permission)]
    each = [_count(matter, viewer.with_permission(matter.permission), at) for matter in theirs]
    counted = list(each[0].union(*each[1:], all=True)) if each else []
    found = {name: (count, oldest) for name, count, oldest in counted if count}
    return [
        Waiting(matter=matter, count=found[matter.name][0], oldest=found[matter.name][1])
        for matter in theirs
        if matter.name in found
    ]


def _count(matter: HomeMatter, viewer: Viewer, at: datetime) -> QuerySet[Any, Any]:
    oldest = Min(Cast(F(matter.moment), DateTimeField())) if matter.moment else NO_MOMENT
    rows = matter.rows(viewer, at).order_by().annotate(matter=Value(matter.name))
    counted: QuerySet[Any, Any] = rows.values("matter").annotate(waiting=Count("pk"), oldest=oldest)
    return counted.values_list("matter", "waiting", "oldest")


def counts_for(viewer: Viewer) -> list[HomeCount]:
    return [] if viewer.is_national else [one for one in counts() if _granted(one, viewer)]


def came_since(
    viewer: Viewer, counted: Sequence[HomeCount], *, since: datetime
) -> list[tuple[HomeCount, int]]:
    each = [_came(one, viewer, since) for one in counted]
    found = dict(each[0].union(*each[1:], all=True)) if each else {}
    return [(one, found[one.name]) for one in counted if found.get(one.name)]


def _came(one: HomeCount, viewer: Viewer, since: datetime) -> QuerySet[Any, Any]:
    acting = viewer.with_permission(_granted(one, viewer)[0])
    rows = one.rows(acting, since).order_by().annotate(count_of=Value(one.name))
    counted: QuerySet[Any, Any] = rows.values("count_of").annotate(came=Count("pk"))
    return counted.values_list("count_of", "came")


def _granted(one: HomeCount, viewer: Viewer) -> list[Permission]:
    return [each for each in one.permissions if viewer.may(each)]
