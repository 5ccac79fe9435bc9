import json
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
import time_machine
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet
from schemathesis.generation import GenerationMode

from access.limits import table
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3
from tests.api_keys import bearer, make_key
from tests.api_schema import faults_of, schema
from tests.architecture.test_routes import STAFF
from tests.conftest import COUNTED, IS_WHOLE, NOW, _staff
from tests.responses.asked import load, row
from tests.responses.case_files.examples import record
from tests.sharing import shared_rows

CALLS = 2_000 if IS_WHOLE else 60
MAKERS = {
    "force": {"figures", "alerts"},
    "national": {"figures", "coverage", "alerts", "releases"},
    "loader": {"cases", "opt_outs"},
    "officer": {"safe_contact"},
    "lead": {"alerts"},
}
"""The roles for which some call is open, and the uses that are; test_routes meets the others."""

KNOWN: dict[str, list[str]] = {
    "force": [CITY, KENT, "", "atlantis"],
    "period": [Q3, "2026-Q2", "2025-26", ""],
    "dimension": ["all", "stage", "crime_group", "area"],
    "stage": ["ST1", ""],
    "agency": ["police", ""],
    "region": ["W92000004", ""],
    "item": ["Q-OVR-1"],
    "page": ["1", "2"],
    "per_page": ["1", "500"],
}
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "case_key": st.sampled_from(["K1", "K2", "", "x" * 70]),
        "force": st.sampled_from([CITY, KENT, "City of London Police"]),
        "offence_code": st.sampled_from(["28E", "?"]),
        "reported_on": st.sampled_from(["2026-10-01", "2026-13-01"]),
        "stage": st.sampled_from(["REPORT", "CHARGED", "report"]),
        "stage_on": st.sampled_from(["2026-10-01", "2026-11-02", "0000-00-00"]),
        "contact_mobile": st.sampled_from(["07700 900123", "1"]),
        "mobile": st.sampled_from(["07700 900123", ""]),
        "sex": st.sampled_from(["male", 1, None, []]),
    },
)
AGREED = st.fixed_dictionaries(
    {
        "force": st.sampled_from([CITY, CITY, CITY, KENT, "atlantis"]),
        "case_key": st.sampled_from(["K1", "K1", "K1", "K2"]),
        "channel": st.sampled_from(["sms", "email", "other", "post"]),
        "is_number_safe": st.sampled_from([True, False, "yes"]),
    },
    optional={
        "days": st.lists(st.integers(-1, 6), max_size=4),
        "start": st.sampled_from(["09:00", "25:00"]),
        "end": st.sampled_from(["12:00", "08:00"]),
        "until": st.sampled_from(["2026-12-01", "2027-12-01", "2026-13-01"]),
        "word_hash": st.sampled_from(["plain", ""]),
    },
)
"""How a victim may be reached: of a case that is there, in most of them."""
BODIES = st.one_of(
    st.lists(ROWS, max_size=3),
    st.lists(ROWS.map(lambda row: record() | row), min_size=1, max_size=2),
    ROWS,
)


@shared_rows
def filled() -> None:
    make.load([*make.satisfied_and_not(45, 15), *make.satisfied_and_not(20, 40, force=KENT)])
    make.fill()
    load(row(case_key="K1"))


@st.composite
def calls(draw: Callable, role: str) -> Any:
    """A call as the schema has it, or not, mostly one that is open to the role; in half of them
    what is known stands for what is drawn, so that more than the first check is met."""
    is_open = draw(st.sampled_from([True, True, True, False]))
    own = [each for each in OPERATIONS if each.definition.raw["x-scope"] in MAKERS[role]]
    operation = draw(st.sampled_from(own if is_open else OPERATIONS))
    mode = draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
    case = draw(operation.as_strategy(generation_mode=mode))
    query = dict(case.query) if isinstance(case.query, dict) else {}
    body = case.body
    if draw(st.booleans()):
        names = [name for name in KNOWN if _takes(operation, name)]
        query = {name: draw(st.sampled_from(KNOWN[name])) for name in names}
        is_record = operation.definition.raw["x-scope"] == "safe_contact"
        body = draw(AGREED if is_record else BODIES) if case.method == "POST" else body
    return case, query, body


def _takes(operation: Any, name: str) -> bool:
    return any(each.name == name for each in operation.query)


OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(schema()).get_all_operations()]


def answer_to(client: Client, case: Any, query: dict, body: object) -> Any:
    path = quote(case.formatted_path, safe="/%")
    asked = urlencode({str(k): v for k, v in query.items()}, doseq=True, errors="replace")
    given: dict[str, Any] = {}
    if not isinstance(body, NotSet):
        raw = body if isinstance(body, bytes) else json.dumps(body, default=str).encode()
        given = {"data": raw, "content_type": "application/json"}
    key = dict(case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and key.isascii() and key.isprintable():
        given["headers"] = {"Idempotency-Key": key}
    return client.generic(case.method, f"{path}?{asked}", **given), path


def counted(role: str, met: Counter[int]) -> str:
    told = ", ".join(f"{count:,} × {status}" for status, count in sorted(met.items()))
    return f"{met.total():,} calls of {role}: {told}"


@pytest.mark.databases
@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.usefixtures("filled")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("role", list(MAKERS))
class TestCalls:
    def test_meet_no_fault_of_ours(
        self, role: str, monkeypatch: pytest.MonkeyPatch, record_property: Callable
    ) -> None:
        wide = tuple(replace(each, most=10**6) for each in table.LIMITS)
        monkeypatch.setattr(table, "LIMITS", wide)
        client = Client(headers=bearer(make_key(_staff(*STAFF[role]))))
        met: Counter[int] = Counter()

        @seed(zlib.crc32(role.encode()))
        @settings(
            max_examples=CALLS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(call=calls(role))
        def each_is_answered(call: Any) -> None:
            case, query, body = call
            response, path = answer_to(client, case, query, body)
            met[response.status_code] += 1
            faults = faults_of(
                case.method,
                path,
                status=response.status_code,
                media_type=response.headers.get("Content-Type", "").partition(";")[0],
                body=response.content.decode(errors="replace"),
            )
            assert response.status_code < 500
            assert not faults, f"{case.method} {path} {query} {body}: {faults}"

        with time_machine.travel(NOW, tick=False):
            each_is_answered()

        record_property(COUNTED, counted(role, met))
        assert len(met) > 1
        assert met.total() >= CALLS
        assert not IS_WHOLE or 200 in met
