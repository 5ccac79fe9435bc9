"""What the home page shows below what waits. Each part is declared by the subject that knows it,
and named in HOME_PARTS."""

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
"""What the address asks for, by parameter."""


def _no_choices(_viewer: Viewer) -> Sequence[HomeChoice]:
    return ()


@dataclass(frozen=True, kw_only=True)
class HomePart:
    """`context` is what its template shows to a viewer with one of the permissions: the first that
    they have, with the reach of the roles that grant it; None where it has nothing for them.
    `choices` are what such a viewer may ask it for."""

    permissions: tuple[Permission, ...]
    template: str
    context: Callable[[Viewer, datetime, Asked], Mapping[str, object] | None]
    choices: Callable[[Viewer], Sequence[HomeChoice]] = _no_choices


@cache
def parts() -> tuple[HomePart, ...]:
    """All of them, in the order in which they stand."""
    return tuple(import_string(path) for path in settings.HOME_PARTS)


def shown_to(viewer: Viewer) -> Iterator[tuple[HomePart, Viewer]]:
    """Each part that a viewer may see, with the viewer as whom it is read."""
    for part in parts():
        held = next((each for each in part.permissions if viewer.may(each)), None)
        if held is not None:
            yield part, viewer.with_permission(held)
