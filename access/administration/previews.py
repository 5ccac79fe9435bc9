"""What the page of a merger shows of the joined force. Each preview is declared by the subject that
knows it, and named in MERGER_PREVIEWS, so that access asks subjects that it does not know."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, kw_only=True)
class JoinedForces:
    """Forces that would be one: `ending` by their codes, and the one that goes on, which may not be
    there yet."""

    ending: Sequence[str]
    into: str
    into_name: str


@dataclass(frozen=True, kw_only=True)
class MergerPreview:
    template: str
    context: Callable[[JoinedForces, date], Mapping[str, object]]


def previews_of(joined: JoinedForces, *, on: date) -> Iterator[tuple[str, Mapping[str, object]]]:
    for path in settings.MERGER_PREVIEWS:
        preview: MergerPreview = import_string(path)
        yield preview.template, preview.context(joined, on)
