"""Opens each staff page that reads, as each role that may, at volume."""

from collections.abc import Iterator
from functools import partial

from django.test import Client
from django.utils import timezone

from access.models import Force, Organisation, User
from access.organisations import actions as organisations
from access.permissions import EITHER_ROLES, NATIONAL_ROLES, Role
from tests.architecture.test_queries import NOT_WALKED
from tests.architecture.test_routes import own_routes
from tests.bench.volume.costs import PAGE, Moment
from tests.bench.volume.explained import Explained, explain
from tests.conftest import TESTER, _client, _staff

FORCE = "kent"
NOT_OPENED = ("staff/outbox/",)
"""The texts of the development provider, which sends none: no nation has them."""
READS_NO_LARGE_TABLE = (
    "staff/gallery/",
    "staff/instruments/",
    "staff/helplines/",
    "staff/reports/<",
)
OK = 200


def opened(now: Moment, *, size: float) -> Iterator[tuple[str, Explained]]:
    everybody = list(clients())
    for name, client in everybody:
        if name.endswith(("officer", "advocate", "lead")):
            _find_case(client, now)
    for route in pages():
        found = [(name, _explained(client, route, now, size)) for name, client in everybody]
        dearest = max(found, key=lambda one: (len(one[1].faults), one[1].cost))
        yield f"/{route} as {dearest[0]}", dearest[1]


def _explained(client: Client, route: str, now: Moment, size: float) -> Explained:
    answers: list[int] = []
    ask = partial(_ask, client, address(route, now), answers)
    explained = explain(ask, cost=PAGE, size=size)
    return explained if explained.faults or answers == [OK] else Explained()


def pages() -> list[str]:
    return [
        route
        for route in own_routes()
        if route.startswith(("staff/", "api/"))
        and route not in NOT_WALKED
        and not route.startswith((*READS_NO_LARGE_TABLE, *NOT_OPENED))
    ]


def clients(*, prefix: str = "") -> Iterator[tuple[str, Client]]:
    force = Force.objects.get(code=FORCE)
    for role in Role:
        if role in NATIONAL_ROLES | EITHER_ROLES:
            yield f"national {role}", _client(_staff(role, None, prefix=f"{prefix}national."))
        if role not in NATIONAL_ROLES:
            yield str(role), _client(_staff(role, force.code, prefix=prefix))
    yield "adviser of a service", _client(_adviser(prefix))


def _adviser(prefix: str) -> User:
    user = User.objects.create(email=f"{prefix}adviser@example.org", name="adviser")
    service = Organisation.objects.get(kind="idva")
    organisations.join(organisation=service, user=user, by=TESTER, at=timezone.now())
    return user


def _find_case(client: Client, now: Moment) -> None:
    client.post("/staff/find-case/", {"case_key": now.case.case_key, "force": now.case.force_id})


def _ask(client: Client, address: str, answers: list[int]) -> None:
    response = client.get(address)
    # A page that is sent while it is made asks while it is read.
    if response.streaming:
        b"".join(response.streaming_content)
    answers.append(response.status_code)


def address(route: str, now: Moment) -> str:
    given = {
        "<int:pk>": "1", "<int:number>": "1", "<int:version>": "1", "<slug:force_code>": FORCE,
        "<str:force_code>": FORCE, "<str:period>": now.period, "<str:name>": "figures.csv",
    }  # fmt: skip
    for pattern, value in given.items():
        route = route.replace(pattern, value)
    return f"/{route}"
