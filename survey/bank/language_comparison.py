"""Is one language offered all that the other is? Lines two questionnaires up and lists the texts
that are missing in one, or the same in both and so perhaps not translated. Pure.

The same is not always wrong: names and loan words are. So this lists, and a person judges."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

READ_BY_PEOPLE = frozenset({"label", "title", "description"})
"""The keys under which the questionnaires of the Office for National Statistics hold texts."""


@dataclass(frozen=True)
class Comparison:
    """By path, such as "sections/0/title"."""

    aligned: int
    same: Mapping[str, str]
    only_in_first: tuple[str, ...]
    only_in_second: tuple[str, ...]


def compare(first: Mapping[str, str], second: Mapping[str, str]) -> Comparison:
    """Two languages, each a text by path. Order is that of the first."""
    both = [path for path in first if path in second]
    return Comparison(
        aligned=len(both),
        same={path: first[path] for path in both if first[path] == second[path]},
        only_in_first=tuple(path for path in first if path not in second),
        only_in_second=tuple(path for path in second if path not in first),
    )


def texts_in(document: Any, keys: frozenset[str] = READ_BY_PEOPLE) -> dict[str, str]:
    """Every text that stands under one of the keys, by its path from the top."""
    return dict(_under(document, keys, ()))


def _under(value: Any, keys: frozenset[str], path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _under(item, keys, (*path, str(place)))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key in keys and isinstance(item, str):
                yield "/".join((*path, key)), item
            yield from _under(item, keys, (*path, key))


def wordings_in(definition: Any, language: str) -> dict[str, str]:
    """The wording of one language at every place of a definition; a place is named by the codes
    of its question and choice."""
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
