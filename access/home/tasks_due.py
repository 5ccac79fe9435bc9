from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from access.permissions import Permission
from access.viewer import Viewer


class Since(StrEnum):
    CLOCK = "clock"
    DAY = "day"
    WAITING = "waiting"


@dataclass(frozen=True, kw_only=True)
class HomeMatter:
    name: str
    permission: Permission
    rows: Callable[[Viewer, datetime], QuerySet[Any]]
    says: Callable[[int], str]
    route: str
    moment: str = ""
    since: Since = Since.WAITING
    is_red: bool = False
    """Shown first, with a red tag."""


@cache
def matters() -> tuple[HomeMatter, ...]:
    return tuple(import_string(path) for path in settings.HOME_MATTERS)
