"""Writes the Python client of the API from its schema (supplier/survey_client.py): a typed method
for each call, and nothing that a supplier would have to install."""

import json
from collections.abc import Iterator, Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

from django.conf import settings

from access.systems.catalogue import ParameterPlace

Json = Mapping[str, Any]
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
HEAD = '''"""The client of the National Victim Survey's API, made from its schema: do not edit it.

Needs Python 3.11 or later, and nothing else. docs/api.md says how to begin."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, NotRequired, TypedDict


class Problem(Exception):
    """The service refused a call: `status`, and `told`, the problem details that it answered."""

    def __init__(self, status: int, told: dict[str, Any], wait: int | None) -> None:
        super().__init__(f"{status} {told.get('code', '')}: {told.get('detail', '')}")
        self.status, self.told, self.wait = status, told, wait
        """`wait`: in how many seconds to try again, where the service says so."""

'''
TAIL = '''

class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A key is sent to the address that was given, and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class _Calls:
    def __init__(self, address: str, key: str, *, timeout: float = 60) -> None:
        """`address` is that of the service, as https://survey.example.org."""
        self._address, self._key, self._timeout = address.rstrip("/"), key, timeout
        self._opener = urllib.request.build_opener(_NoRedirect)

    def _call(
        self,
        method: str,
        path: str,
        query: dict[str, str | int | None],
        body: object = None,
        once: str | None = None,
    ) -> bytes:
        asked = urllib.parse.urlencode({k: v for k, v in query.items() if v is not None})
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if once is not None:
            headers["Idempotency-Key"] = once
        url = f"{self._address}{path}" + (f"?{asked}" if asked else "")
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                found: bytes = answer.read()
                return found
        except urllib.error.HTTPError as error:
            raise _problem(error) from None


def _problem(error: urllib.error.HTTPError) -> Problem:
    try:
        told = json.loads(error.read())
    except ValueError:
        told = {}
    wait = error.headers.get("Retry-After", "")
    return Problem(error.code, told, int(wait) if wait.isdecimal() else None)

'''


def client_path() -> Path:
    return Path(settings.BASE_DIR) / "supplier" / "survey_client.py"


def client_text(schema_text: str) -> str:
    schema = json.loads(schema_text)
    shapes = "\n".join(_shape(name, told) for name, told in _in_order(schema))
    return HEAD + shapes + TAIL + "\n".join(_client(schema)) + "\n"


def _in_order(schema: Json) -> list[tuple[str, Json]]:
    """Each shape after those that it names, since its lines are read at once."""
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
    """A class, or a call where a field has a name that no attribute may have."""
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
    yield "\nclass Survey(_Calls):"
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
    yield "        return answer" if answer == "bytes" else _read(answer)


def _read(answer: str) -> str:
    return f"        found: {answer} = json.loads(answer)\n        return found"


def _quoted(path: str) -> str:
    return path.replace("{", "{urllib.parse.quote(str(").replace("}", "), safe='')}")


def _answer(told: Json) -> str:
    content = told["responses"]["200"]["content"]
    return _kind(content["application/json"]["schema"]) if "*/*" not in content else "bytes"
