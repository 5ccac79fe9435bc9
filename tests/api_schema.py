"""The committed schema of the API as a judge of its answers."""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from access.systems import catalogue

Json = dict[str, Any]


@cache
def schema() -> Json:
    return json.loads(catalogue.schema_text())


def operation_of(method: str, path: str) -> Json | None:
    """What the schema says of a call; None for one that it does not have."""
    for template, methods in schema()["paths"].items():
        known = template.split("/")
        given = path.split("/")
        fits = len(known) == len(given) and all(
            a == b or a.startswith("{") for a, b in zip(known, given, strict=True)
        )
        if fits:
            return methods.get(method.lower())
    return None


def faults_of(method: str, path: str, *, status: int, media_type: str, body: str) -> list[str]:
    """What of an answer is not as the schema says: its status, its kind, its shape."""
    operation = operation_of(method, path)
    if operation is None:
        return []
    told = operation["responses"].get(str(status))
    if told is None:
        return [f"{status} is not declared"]
    content = told["content"]
    if "*/*" in content:
        return []
    if media_type not in content:
        return [f"{media_type} is not declared of {status}"]
    validator = Draft202012Validator(_standalone(content[media_type]["schema"]["$ref"]))
    return [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(json.loads(body))]


@cache
def _standalone(ref: str) -> Json:
    return {"$ref": ref, "components": _plain(schema()["components"])}


def _plain(part: Any) -> Any:
    """OpenAPI 3.0's way to say that something may be null, as JSON Schema says it."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    rest = {name: _plain(each) for name, each in part.items() if name != "nullable"}
    return {"anyOf": [rest, {"type": "null"}]} if part.get("nullable") is True else rest
