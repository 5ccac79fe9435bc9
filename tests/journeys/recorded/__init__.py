"""Two journeys from a text's link to the last page, as a browser went them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl

from tests.journeys.kept import IS_RENEWING

HERE = Path(__file__).parent
WITH_SCRIPTS, WITHOUT_SCRIPTS = "with_scripts", "without_scripts"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    sent: tuple[tuple[str, str], ...]
    status: int
    bytes: int

    @property
    def is_page(self) -> bool:
        return not self.path.startswith("/static/")


def read(name: str) -> list[Request]:
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [_request(line) for line in lines]


def _request(line: str) -> Request:
    method, path, sent, status, size = line.split()
    pairs = () if sent == "-" else tuple(parse_qsl(sent, keep_blank_values=True))
    return Request(method, path, pairs, int(status), int(size))


def check(name: str, lines: list[str]) -> None:
    found = [_request(line) for line in lines]
    if IS_RENEWING and not (is_kept(name) and is_alike(found, read(name))):
        (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert is_alike(found, read(name)), "If that is right: TEST_RENEW=yes ./dev test tests/journeys"


def is_kept(name: str) -> bool:
    return (HERE / f"{name}.txt").exists()


def is_alike(found: Sequence[Request], kept: Sequence[Request]) -> bool:
    return [replace(each, bytes=0) for each in found] == [
        replace(each, bytes=0) for each in kept
    ] and all(
        abs(new.bytes - old.bytes) <= 200 + old.bytes / 5
        for new, old in zip(found, kept, strict=True)
    )
