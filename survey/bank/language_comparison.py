"""Finds texts missing in one language, or the same in both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

READ_BY_PEOPLE = frozenset({"label", "title", "description"})
"""The keys of the texts in questionnaires of the Office for National Statistics."""


@dataclass(frozen=True)
class LanguageComparison:
    aligned: int
    same: Mapping[str, str]
    only_in_first: tuple[str, ...]
    only_in_second: tuple[str, ...]


def compare(first: Mapping[str, str], second: Mapping[str, str]) -> LanguageComparison:
    both = [path for path in first if path in second]
    return LanguageComparison(
        aligned=len(both),
        same={path: first[path] for path in both if first[path] == second[path]},
        only_in_first=tuple(path for path in first if path not in second),
        only_in_second=tuple(path for path in second if path not in first),
    )


def texts_in(document: Any, keys: frozenset[str] = READ_BY_PEOPLE) -> dict[str, str]:
    """At any depth, by path."""
    return dict(_texts_under(document, keys, ()))


def _texts_under(
    value: Any, keys: frozenset[str], path: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _texts_under(item, keys, (*path, str(place)))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key in keys and isinstance(item, str):
                yield "/".join((*path, key)), item
            yield from _texts_under(item, keys, (*path, key))


def wordings_in(definition: Any, language: str) -> dict[str, str]:
    return dict(_wordings(definition, language, ()))


def _wordings(value: Any, language: str, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for item in value:
            yield from _wordings(item, language, path)
    elif isinstance(value, Mapping) and _is_wording(value):
        if language in value:
            yield "/".join(path), value[language]
    elif isinstance(value, Mapping):
        own = (value["code"],) if isinstance(value.get("code"), str) else ()
        for key, item in value.items():
            step = () if isinstance(item, list) else (key,)
            yield from _wordings(item, language, (*path, *own, *step))


def _is_wording(value: Mapping[str, Any]) -> bool:
    return "en" in value and all(isinstance(text, str) for text in value.values())
