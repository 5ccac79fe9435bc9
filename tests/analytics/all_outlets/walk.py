"""Opens all that one viewer can reach, as a browser and a program would."""

import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from html import unescape
from itertools import product
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import time_machine
from django.test import Client
from django.urls import Resolver404, resolve

from analytics.tables import OFFERED
from tests.analytics.all_outlets.nation import FORCES, ITEMS, QUARTERS, YEAR
from tests.api_schema import schema
from tests.conftest import NOW

HREF = re.compile(r'(?:href|src)="([^"#]+)')
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
FIELD = re.compile(r"<(select|input)\b([^>]*)>(?:(.*?)</select>)?", re.S)
OPTION = re.compile(r"<option\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
SECRETS = re.compile(rb'(?:name="csrfmiddlewaretoken" )?value="[A-Za-z0-9]{64}"')
NO_FIGURES = ("staff/views/", "staff/account/", "staff/sign", "staff/mails/", "staff/series-notes/")
"""Routes behind which somebody keeps an address, or signs in."""
RELEASES = "/api/v1/releases/"
VALUES: Mapping[str, Sequence[str]] = {
    "period": (*QUARTERS, YEAR),
    "force": ("", *FORCES),
    "region": ("E12000008",),
    "item": ITEMS,
    "dimension": tuple(map(str, OFFERED)),
    "stage": ("ST1", "ST2", "ST4"),
    "agency": ("",),
    "page": ("1",),
    "per_page": ("500",),
}
"""What a parameter of the API may be. A call that takes another is not understood."""
TOGETHER = {"period", "dimension", "force"}
"""Those of which every combination is asked for; of the others each alone."""


def pages_of(
    client: Client, *, most: int, takes_files: bool = True, at: datetime = NOW
) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    opened: Counter[str] = Counter()
    waiting = ["/staff/", *calls()]
    with time_machine.travel(at, tick=False):
        while waiting:
            new: set[str] = set()
            for address in sorted({*waiting} - seen, key=lot):
                seen.add(address)
                kind = kind_of(address)
                if opened[kind] < most and (takes_files or not is_taken(address)):
                    content, is_page = _read(client, address)
                    if content is not None:
                        opened[kind] += 1
                        found[address] = content
                    if content and is_page:
                        new.update(_leads_to(content.decode(), on=address))
                    if content and address.partition("?")[0] == RELEASES:
                        new.update(_files_of_releases(content))
            waiting = list(new)
    return found


def opened_again(
    client: Client, addresses: Iterable[str], *, at: datetime = NOW
) -> dict[str, bytes | None]:
    with time_machine.travel(at, tick=False):
        return {address: _read(client, address)[0] for address in addresses}


def _files_of_releases(content: bytes) -> Iterator[str]:
    for release in json.loads(content)["releases"]:
        for file in release["files"]:
            yield f"{RELEASES}{release['period']}/{release['version']}/{file['name']}"


def lot(address: str) -> int:
    return zlib.crc32(address.encode())


def _read(client: Client, address: str) -> tuple[bytes | None, bool]:
    response = client.get(address)
    if response.status_code != 200:
        return None, False
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return unpacked(SECRETS.sub(b"", response.getvalue())), is_page


def unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"\n".join(name.encode() + packed.read(name) for name in packed.namelist())


def files_of(written: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: unpacked(content) for name, content in written.items()}


def calls() -> Iterator[str]:
    for path, methods in schema()["paths"].items():
        if "get" in methods and "{" not in path:
            names = [given["name"] for given in methods["get"].get("parameters", [])]
            yield from _queries(path, names)


def _queries(path: str, names: Sequence[str]) -> Iterator[str]:
    unknown = set(names) - VALUES.keys()
    assert not unknown, f"{path} takes {unknown}: say in VALUES what they may be"
    choices = [VALUES[name] if name in TOGETHER else ("", *VALUES[name]) for name in names]
    for values in product(*choices):
        query = {name: value for name, value in zip(names, values, strict=True) if value}
        yield f"{path}?{urlencode(query)}" if query else path


def route_of(address: str) -> str:
    return _route_of(urlsplit(address).path)


@cache
def _route_of(path: str) -> str:
    try:
        return str(resolve(path).route)
    except Resolver404:
        return ""


def is_taken(address: str) -> bool:
    return "file" in dict(parse_qsl(urlsplit(address).query))


def kind_of(address: str) -> str:
    parts, route = urlsplit(address), route_of(address)
    asked = dict(parse_qsl(parts.query)).get("file", "")
    named = parts.path.rpartition("/")[2] if "<str:name>" in route else ""
    return f"{route} {named}{asked.partition('.')[2]}".rstrip()


def _address_of(link: str, *, on: str) -> str | None:
    parts = urlsplit(urljoin(on, unescape(link)))
    if parts.netloc or not parts.path.startswith(("/staff/", "/api/")):
        return None
    route = route_of(parts.path)
    if not route or route.startswith(NO_FIGURES):
        return None
    query = dict(parse_qsl(parts.query))
    if query.get("item", ITEMS[0]) not in ITEMS:
        return None
    return parts.path + (f"?{urlencode(sorted(query.items()))}" if query else "")


def _leads_to(html: str, *, on: str) -> Iterator[str]:
    for link in HREF.findall(html):
        if address := _address_of(link, on=on):
            yield address
    for attributes, inside in FORM.findall(html):
        form = dict(ATTRIBUTE.findall(attributes))
        if form.get("method", "get").lower() == "get":
            action = form.get("action", "").partition("?")[0] or urlsplit(on).path
            for query in _choices(inside):
                if address := _address_of(f"{action}?{urlencode(query)}", on=on):
                    yield address


def _choices(form: str) -> Iterator[dict[str, str]]:
    fields = list(_fields(form))
    given = {name: value for name, value, is_chosen in fields if is_chosen}
    yield given
    for name, value, _ in fields:
        yield given | {name: value}


def _fields(form: str) -> Iterator[tuple[str, str, bool]]:
    for kind, attributes, inside in FIELD.findall(form):
        field = dict(ATTRIBUTE.findall(attributes))
        name, value = field.get("name"), field.get("value", "")
        if name and kind == "select":
            for option in OPTION.findall(inside):
                chosen = dict(ATTRIBUTE.findall(option)).get("value", "")
                yield name, chosen, "selected" in option
        elif name:
            is_picked = field.get("type") in {"radio", "checkbox"}
            yield name, value, not is_picked or "checked" in attributes
