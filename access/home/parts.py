from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from access.home.choices import HomeChoice
from access.permissions import Permission
from access.viewer import Viewer

Asked = Mapping[str, str]


def _no_choices(_viewer: Viewer) -> Sequence[HomeChoice]:
    return ()


@dataclass(frozen=True, kw_only=True)
class HomePart:
    """`context` may return None, which hides the part."""

    permissions: tuple[Permission, ...]
    template: str
    context: Callable[[Viewer, datetime, Asked], Mapping[str, object] | None]
    choices: Callable[[Viewer], Sequence[HomeChoice]] = _no_choices


@cache
def parts() -> tuple[HomePart, ...]:
    return tuple(import_string(path) for path in settings.HOME_PARTS)


def shown_to(viewer: Viewer) -> Iterator[tuple[HomePart, Viewer]]:
    for part in parts():
        held = next((each for each in part.permissions if viewer.may(each)), None)
        if held is not None:
            yield part, viewer.with_permission(held)
