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
    """Return a key for each item."""

    name: str
    label: Promise
    permission: Permission
    waiting: Callable[[Viewer, datetime], Collection[str]]
    says: Callable[[int], str]


@cache
def topics() -> tuple[DigestTopic, ...]:
    return tuple(import_string(path) for path in settings.DIGEST_TOPICS)


def topics_for(viewer: Viewer) -> list[DigestTopic]:
    return [topic for topic in topics() if viewer.may(topic.permission)]
