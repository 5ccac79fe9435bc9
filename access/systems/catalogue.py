import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

VERSION = "v1"
PREFIX = f"/api/{VERSION}/"


def schema_path() -> Path:
    return Path(settings.BASE_DIR) / "access" / "data" / "openapi.json"


@cache
def schema_text() -> str:
    return schema_path().read_text(encoding="utf-8")


class ParameterPlace(StrEnum):
    QUERY = "query"
    PATH = "path"
    HEADER = "header"


@dataclass(frozen=True)
class CallParameter:
    name: str
    note: str
    kind: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class KnownCall:
    method: str
    path: str
    summary: str
    scope: str
    parameters: tuple[CallParameter, ...]
    statuses: tuple[str, ...]
    has_body: bool

    @property
    def may_be_tried(self) -> bool:
        """A read with a whole address."""
        return self.method == "GET" and "{" not in self.path


@cache
def known_calls() -> tuple[KnownCall, ...]:
    return tuple(_calls(json.loads(schema_text())))


def _calls(schema: Mapping[str, Any]) -> Iterator[KnownCall]:
    for path, methods in sorted(schema["paths"].items()):
        for method, told in sorted(methods.items()):
            yield KnownCall(
                method=method.upper(),
                path=path,
                summary=told["description"],
                scope=told["x-scope"],
                parameters=tuple(_parameters(told)),
                statuses=tuple(told["responses"]),
                has_body="requestBody" in told,
            )


def _parameters(told: Mapping[str, Any]) -> Iterator[CallParameter]:
    for each in told.get("parameters", ()):
        if each["in"] == ParameterPlace.QUERY:
            yield CallParameter(
                name=each["name"],
                note=each.get("description", ""),
                kind=each["schema"].get("type", ""),
                choices=tuple(each["schema"].get("enum", ())),
            )
