import re
from collections.abc import Iterable, Iterator

from responses.triage.redaction.names import addresses_in, names_in
from responses.triage.redaction.numbers import (
    NUMBER_RULES,
    EntityKind,
    FoundEntity,
    RedactedText,
    placeholder,
)

_PLACEHOLDER = re.compile("|".join(re.escape(placeholder(kind)) for kind in EntityKind))
_HIDDEN = "\x00"
"""Replaces found text in the working copy, so that no later rule reads it again."""


def redact(text: str) -> RedactedText:
    """Redacting twice changes nothing."""
    found = tuple(find_entities(text))
    pieces, end = [], 0
    for each in found:
        pieces += [text[end : each.start], placeholder(each.kind)]
        end = each.end
    return RedactedText(text="".join([*pieces, text[end:]]), found=found)


def find_entities(text: str) -> list[FoundEntity]:
    working = _hide(text, (match.span() for match in _PLACEHOLDER.finditer(text)))
    found: list[FoundEntity] = []
    while new := list(_new_entities(working)):
        found += new
        working = _hide(working, ((each.start, each.end) for each in new))
    return sorted(found, key=lambda each: each.start)


def _new_entities(working: str) -> Iterator[FoundEntity]:
    for rule in NUMBER_RULES:
        group = "found" if "found" in rule.pattern.groupindex else 0
        fits = (m.span(group) for m in rule.pattern.finditer(working) if rule.is_valid(m[group]))
        entities = [FoundEntity(rule.kind, *span) for span in fits]
        yield from entities
        working = _hide(working, ((each.start, each.end) for each in entities))
    for look in (addresses_in, names_in):
        entities = list(_apart(look(working)))
        yield from entities
        working = _hide(working, ((each.start, each.end) for each in entities))


def _hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + _HIDDEN * (end - start) + text[end:]
    return text


def _apart(found: Iterable[FoundEntity]) -> Iterator[FoundEntity]:
    kept: FoundEntity | None = None
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if kept is not None and each.start < kept.end:
            kept = FoundEntity(kept.kind, kept.start, max(kept.end, each.end))
            continue
        if kept is not None:
            yield kept
        kept = each
    if kept is not None:
        yield kept
