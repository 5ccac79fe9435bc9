from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

Member = TypeVar("Member", bound=StrEnum)
Parsed = TypeVar("Parsed")


class DefinitionError(ValueError):
    """The definition cannot be used."""


@dataclass(frozen=True)
class JsonEntry:
    """`where` begins each message."""

    raw: Mapping[str, Any]
    where: str

    def __post_init__(self) -> None:
        if not isinstance(self.raw, Mapping):
            self.fail(f"must be a table, not {self.raw!r}")

    def fail(self, why: str) -> NoReturn:
        message = f"{self.where}: {why}"
        raise DefinitionError(message)

    def named(self, noun: str) -> "JsonEntry":
        """With its own code in `where`."""
        outer = self.where.rpartition(", ")[0]
        return JsonEntry(self.raw, f"{outer}, {noun} {self.string('code')}")

    def refuse_other_keys(self, known: set[str]) -> None:
        if stray := sorted(set(self.raw) - known):
            self.fail(f"{', '.join(stray)} is no part of a definition")

    def required(self, key: str) -> Any:
        if key not in self.raw:
            self.fail(f"{key} is missing")
        return self.raw[key]

    def string(self, key: str) -> str:
        value = self.required(key)
        if not isinstance(value, str) or not value.strip():
            self.fail(f"{key} must be words, not {value!r}")
        return str(value)

    def strings(self, key: str, *, least: int = 1) -> tuple[str, ...]:
        value = self.required(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(f"{key} must be a list of codes, not {value!r}")
        if len(value) < least:
            self.fail(f"{key} is empty")
        return tuple(value)

    def number(self, key: str, *, least: int = 1) -> int:
        value = self.required(key)
        if type(value) is not int or value < least:
            self.fail(f"{key} must be a whole number, not {value!r}")
        return int(value)

    def flag(self, key: str) -> bool:
        value = self.required(key)
        if not isinstance(value, bool):
            self.fail(f"{key} must be true or false, not {value!r}")
        return bool(value)

    def member(self, key: str, kinds: type[Member]) -> Member:
        value = self.required(key)
        if value not in list(kinds):
            self.fail(f"{key} must be one of {', '.join(kinds)}, not {value!r}")
        return kinds(value)

    def text(self, key: str) -> Mapping[str, str]:
        value = self.required(key)
        is_text = isinstance(value, Mapping) and all(
            isinstance(wording, str) for wording in value.values()
        )
        if not is_text or not value:
            self.fail(f"{key} must hold a wording for each language, not {value!r}")
        return dict(value)

    def entry(self, key: str) -> "JsonEntry":
        return JsonEntry(self.required(key), f"{self.where}, {key}")

    def each(self, key: str, parse: Callable[["JsonEntry"], Parsed]) -> tuple[Parsed, ...]:
        value = self.required(key)
        if not isinstance(value, list) or not value:
            self.fail(f"{key} must be a list with something in it, not {value!r}")
        entries = (
            JsonEntry(item, f"{self.where}, {key} {place}") for place, item in enumerate(value, 1)
        )
        return tuple(parse(entry) for entry in entries)
