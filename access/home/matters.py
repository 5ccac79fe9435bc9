"""What can wait for somebody on the home page. Each matter is declared by the subject whose rows it
counts, and named in HOME_MATTERS, so that access asks subjects that it does not know."""

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
    """What the moment of a row means: its clock runs out then, its day ends then, or it began to
    wait then."""

    CLOCK = "clock"
    DAY = "day"
    WAITING = "waiting"


@dataclass(frozen=True, kw_only=True)
class HomeMatter:
    """`rows` are what waits for a viewer who has the permission. `moment` is the field of a row, of
    a moment or a day, that `since` explains; "" where none is told. `says` is one sentence about so
    many, without a name and with %(count)s in the number's place; `route` is the page on which they
    are dealt with."""

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
    """All of them, in the order in which they are told."""
    return tuple(import_string(path) for path in settings.HOME_MATTERS)
