"""No call and no file of numbers tells a share more finely than in whole points (ADR 123)."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from analytics.stats.rounding import whole_points
from tests.analytics.all_outlets import nation, walk
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HALF_A_POINT = 0.005
OF_NO_ANSWER = {
    "effective_base": "who answered, and not how",
    "coverage": "events of the case file",
    "response": "who answered, and not how",
    "confidence": "of the test, and of how many are made together",
    "could_be_asked": "events of the case file",
    "asked": "who was asked",
    "answered": "who answered, and not how",
    "checks": "events of the case file",
}
DECIMAL = re.compile(r"-?\d+\.\d+")
FILES = tuple(
    f"/staff/{name}" for name in (
        "questions/questions.csv", f"questions/{nation.FORCES[0]}/questions.csv",
        "code-return/return.csv", f"code-return/{nation.FORCES[0]}/return.csv",
    )
)  # fmt: skip
MOST = 3


def finer(value: object, path: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from finer(each, (*path, name))
    elif isinstance(value, list):
        for each in value:
            yield from finer(each, path)
    elif isinstance(value, float) and not OF_NO_ANSWER.keys() & set(path):
        is_whole = value == round(value, 2) or abs(value) == HALF_A_POINT
        if not is_whole:
            yield f"{'.'.join(path)}: {value}"


def opened(client: Client) -> dict[str, object]:
    found, routes = dict[str, object](), Counter[str]()
    with time_machine.travel(NOW, tick=False):
        for address in sorted(walk.calls(), key=walk.lot):
            route = walk.route_of(address)
            if routes[route] < MOST and f"period={nation.LAST}" in address:
                answer = client.get(address)
                routes[route] += answer.status_code == 200
                if answer.status_code == 200:
                    found[address] = json.loads(answer.content)
        for address in FILES:
            answer = client.get(address, {"period": nation.LAST})
            if answer.status_code == 200:
                found[address] = rows_of(answer.content.decode())
    return found


def rows_of(content: str) -> list[dict[str, object]]:
    return [
        {
            str(name): float(cell) if isinstance(cell, str) and DECIMAL.fullmatch(cell) else cell
            for name, cell in row.items()
        }
        for row in csv.DictReader(content.lstrip("\ufeff").splitlines())
    ]


class TestAllThatIsShown:
    @pytest.mark.parametrize("who", ["force", "nation"])
    def test_is_told_in_whole_points(self, who, force_client, national_client):
        client = {"force": force_client, "nation": national_client}[who]
        nation.enter([nation.LAST])
        nation.fill([nation.LAST])

        found = opened(client)

        faults = [f"{address} {fault}" for address, told in found.items() for fault in finer(told)]
        assert faults == []
        assert len(found) > 10
        assert any(isinstance(told, list) for told in found.values())

    def test_would_be_found_told_more_finely(self, national_client, monkeypatch):
        monkeypatch.setattr(whole_points, "DECIMALS", 3)
        nation.enter([nation.LAST])
        nation.fill([nation.LAST])

        finely = {address for address, told in opened(national_client).items() if [*finer(told)]}

        assert any("/figures/" in address for address in finely)
        assert any("questions.csv" in address for address in finely)
