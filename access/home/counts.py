"""What came since a day, for the home page of a force: what waits is told whatever its age, and
this beside it. Each count is declared by the subject whose rows it counts, and named in
HOME_COUNTS."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.timezone import localtime

from access.permissions import Permission
from access.viewer import Viewer

FOUR_WEEKS = timedelta(weeks=4)


class SinceWhen(StrEnum):
    """Monday of this week, the day four weeks ago, the first day of the quarter."""

    MONDAY = "monday"
    FOUR_WEEKS = "four-weeks"
    QUARTER = "quarter"

    def moment(self, at: datetime) -> datetime:
        """When the day begins, in the time of this country."""
        now = localtime(at)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        if self is SinceWhen.QUARTER:
            return midnight.replace(month=(now.month - 1) // 3 * 3 + 1, day=1)
        back = timedelta(days=now.weekday()) if self is SinceWhen.MONDAY else FOUR_WEEKS
        return midnight - back


@dataclass(frozen=True, kw_only=True)
class HomeCount:
    """`rows` are what came to a viewer since a moment. `permissions`: who is told, with the reach
    of the first that they have. `says` is one sentence about so many, with %(count)s in the
    number's place; below `smallest` `says_few` stands there. `route` leads on; "" nowhere."""

    name: str
    permissions: tuple[Permission, ...]
    rows: Callable[[Viewer, datetime], QuerySet[Any]]
    says: Callable[[int], str]
    route: str = ""
    smallest: int = 1
    says_few: Callable[[], str] | None = None


@cache
def counts() -> tuple[HomeCount, ...]:
    """All of them, in the order in which they are told."""
    return tuple(import_string(path) for path in settings.HOME_COUNTS)
