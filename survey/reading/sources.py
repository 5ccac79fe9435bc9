"""Sources of readable texts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from survey.reading.texts import ReadableText, TextKind


def _no_more_faults(_language: str, _text: ReadableText, _proposed: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class TextSource:
    """`faults` beyond survey.reading.checks; `goes_live`: how agreed words reach respondents."""

    kind: TextKind
    label: Promise
    goes_live: Promise
    texts: Callable[[str], Iterable[ReadableText]]
    faults: Callable[[str, ReadableText, str], Sequence[str]] = _no_more_faults


@cache
def sources() -> tuple[TextSource, ...]:
    """In the respondents' order."""
    return tuple(import_string(path) for path in settings.READABLE_TEXTS)


def source_of(kind: TextKind) -> TextSource:
    return next(source for source in sources() if source.kind == kind)
