"""Writes the Python client of the API from its schema (supplier/survey_client.py)."""

import json
import re
from collections.abc import Iterator, Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

from django.conf import settings

from access.systems.catalogue import ParameterPlace

Json = Mapping[str, Any]
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
SHAPES_HEAD = '''"""What the API takes and answers, made from its schema: do not edit it."""

from typing import Any, NotRequired, TypedDict

'''
CLIENT_HEAD = '''"""The client of the API, made from its schema: do not edit it.

Needs Python 3.11 or later, and nothing else. docs/api.md says how to begin."""

import json
import urllib.parse
from typing import Any

from survey_transport import Calls
'''


def client_files(schema_text: str) -> Mapping[Path, str]:
    """By path."""
    schema, kit = json.loads(schema_text), Path(settings.BASE_DIR) / "supplier"
    shapes = "\n".join(_shape(name, told) for name, told in _in_order(schema))
    calls = "\n".join(_client(schema)) + "\n"
    named = [
        name
        for name in sorted(schema["components"]["schemas"])
        if (re.search(rf"\b{name}\b", calls) is not None)
    ]
    wanted = "".join(f"    {name},\n" for name in named)
    return {
        kit / "survey_shapes.py": f"{SHAPES_HEAD}{shapes}",
        kit / "survey_client.py": (
            f"{CLIENT_HEAD}from survey_shapes import (\n{wanted})\n\n{calls}"
        ),
    }


def _in_order(schema: Json) -> list[tuple[str, Json]]:
    told, placed = schema["components"]["schemas"], dict[str, Json]()

    def place(name: str) -> None:
        if name not in placed:
            for part in sorted(_named(told[name])):
                place(part)
            placed[name] = told[name]

    for name in sorted(told):
        place(name)
    return list(placed.items())


def _named(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"].rpartition("/")[2]} if "$ref" in part else set()
        return own.union(*map(_named, part.values()))
    return set().union(*map(_named, part)) if isinstance(part, list) else set()


def _shape(name: str, told: Json) -> str:
    required = set(told.get("required", ()))
    fields = {
        field: kind if field in required else f"NotRequired[{kind}]"
        for field, part in told["properties"].items()
        for kind in [_kind(part)]
    }
    if any(map(iskeyword, fields)):
        lines = "".join(f'        "{field}": {kind},\n' for field, kind in fields.items())
        return f'\n{name} = TypedDict(\n    "{name}",\n    {{\n{lines}    }},\n)\n'
    return f"\nclass {name}(TypedDict):\n" + "".join(
        f"    {field}: {kind}\n" for field, kind in fields.items()
    )


def _kind(part: Json) -> str:
    if "allOf" in part:
        found = _kind(part["allOf"][0])
    elif "$ref" in part:
        found = part["$ref"].rpartition("/")[2]
    elif part.get("type") == "array":
        found = f"list[{_kind(part['items'])}]"
    elif "additionalProperties" in part:
        found = f"dict[str, {_kind(part['additionalProperties'])}]"
    else:
        found = PLAIN.get(part.get("type", ""), "Any")
    return f"{found} | None" if part.get("nullable") and found != "Any" else found


def _client(schema: Json) -> Iterator[str]:
    yield "\nclass Survey(Calls):"
    yield '    """A method for each call. Raises Problem where the service refuses."""'
    for path, methods in sorted(schema["paths"].items()):
        for method, told in methods.items():
            yield from _method(method.upper(), path, told)


def _method(method: str, path: str, told: Json) -> Iterator[str]:
    given = told.get("parameters", ())
    in_path = [each["name"] for each in given if each["in"] == ParameterPlace.PATH]
    query = [each for each in given if each["in"] == ParameterPlace.QUERY]
    once = any(each["in"] == ParameterPlace.HEADER for each in given)
    body = told.get("requestBody")
    answer = _answer(told)
    yield f"\n    def {told['operationId']}("
    yield "        self,"
    yield from (f"        {name}: str | int," for name in in_path)
    if body:
        yield f"        body: {_kind(body['content']['application/json']['schema'])},"
    if query or once:
        yield "        *,"
    yield from (f"        {each['name']}: {_kind(each['schema'])} | None = None," for each in query)
    if once:
        yield "        once: str | None = None,"
    yield f"    ) -> {answer}:"
    names = ", ".join(f'"{each["name"]}": {each["name"]}' for each in query)
    where = f'f"{_quoted(path)}"' if in_path else f'"{path}"'
    more = (", body" if body else ", None") + (", once" if once else "")
    yield f'        answer = self._call("{method}", {where}, {{{names}}}{more})'
    yield (
        "        return answer"
        if answer == "bytes"
        else f"        found: {answer} = json.loads(answer)\n        return found"
    )


def _quoted(path: str) -> str:
    return path.replace("{", "{urllib.parse.quote(str(").replace("}", "), safe='')}")


def _answer(told: Json) -> str:
    content = told["responses"]["200"]["content"]
    return _kind(content["application/json"]["schema"]) if "*/*" not in content else "bytes"
