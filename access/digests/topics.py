"""What a mail can be about. Each is declared by the subject whose rows it counts, and named in
DIGEST_TOPICS, so that access asks subjects that it does not know."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from access.permissions import Permission
from access.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class DigestTopic:
    """`waiting` gives a key for everything that waits for a viewer who has the permission, of what
    has no end since a moment. A key is of ids alone; the same key is the same matter. `says` is one
    sentence about so many, without a figure, a name or a group."""

    name: str
    label: Promise
    permission: Permission
    waiting: Callable[[Viewer, datetime], Collection[str]]
    says: Callable[[int], str]


@cache
def topics() -> tuple[DigestTopic, ...]:
    """All of them, in the order in which a mail tells them."""
    return tuple(import_string(path) for path in settings.DIGEST_TOPICS)


def topics_for(viewer: Viewer) -> list[DigestTopic]:
    return [topic for topic in topics() if viewer.may(topic.permission)]
