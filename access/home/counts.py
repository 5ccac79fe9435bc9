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
    MONDAY = "monday"
    FOUR_WEEKS = "four-weeks"
    QUARTER = "quarter"

    def moment(self, at: datetime) -> datetime:
        now = localtime(at)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        if self is SinceWhen.QUARTER:
            return midnight.replace(month=(now.month - 1) // 3 * 3 + 1, day=1)
        back = timedelta(days=now.weekday()) if self is SinceWhen.MONDAY else FOUR_WEEKS
        return midnight - back


@dataclass(frozen=True, kw_only=True)
class HomeCount:
    name: str
    permissions: tuple[Permission, ...]
    rows: Callable[[Viewer, datetime], QuerySet[Any]]
    says: Callable[[int], str]
    route: str = ""
    smallest: int = 1
    says_few: Callable[[], str] | None = None


@cache
def counts() -> tuple[HomeCount, ...]:
    return tuple(import_string(path) for path in settings.HOME_COUNTS)
