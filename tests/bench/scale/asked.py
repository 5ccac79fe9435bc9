"""What is asked at both sizes: the queries on which much hangs, and every page of staff."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from access import actions as access_actions
from access.models import DataOrigin, Force
from access.permissions import NATIONAL_ROLES, Role
from config.database_roles import sql
from responses.answering.selectors import respondents
from tests.architecture.test_routes import own_routes
from tests.bench.scale.measured import Taken, taken
from tests.bench.volume import of_people, pages, reads, table
from tests.bench.volume.costs import Moment
from tests.conftest import TESTER, _client, _staff
from tests.responses.invited import Invited, invite

OPENED_BY = (
    (Role.NATIONAL_ANALYST, None),
    (Role.OPERATIONS_LEAD, None),
    (Role.OPERATIONS_LEAD, pages.FORCE),
    (Role.SAFE_CONTACT_OFFICER, pages.FORCE),
    (Role.DATA_PROTECTION_OFFICER, pages.FORCE),
)
TASKS = (
    "responses.tasks.read_receipts", "responses.tasks.look_up_messages",
    "responses.tasks.ask_who_is_due", "responses.tasks.remind_who_did_not_open",
    "responses.tasks.apply_retention",
    "access.tasks.destroy_old_traces",
)  # fmt: skip
OK = 200


def hot_queries(*, at: datetime) -> Iterator[tuple[str, Taken]]:
    now, invited = table.moment(at), invite(at=at)
    yield "a respondent's link, found", taken(partial(_find, invited, at))
    yield "a respondent's link, opened", taken(partial(Client().get, f"/{invited.token}"))
    for read in of_people.SENDER:
        yield f"the sender: {read.name}", taken(partial(read.call, now))
    for task in TASKS:
        for read in reads.TASKS[task]:
            yield f"{task.rpartition('.')[2]}: {read.name}", taken(partial(read.call, now))


def _find(invited: Invited, at: datetime) -> object:
    return respondents.invitation_by_token(invited.token, at=at)


def opened_pages(*, at: datetime) -> Iterator[tuple[str, Taken]]:
    now = table.moment(at)
    access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=at)
    clients = dict(_clients())
    with as_staff():
        yield from _opened(clients, now)


@contextmanager
def as_staff() -> Iterator[None]:
    call_command("database_roles", apply=True, verbosity=0, stdout=StringIO())
    with connection.cursor() as cursor, override_settings(ROW_SECURITY=True):
        cursor.execute(f"SET ROLE {sql.STAFF}")
        yield
        cursor.execute("RESET ROLE")


def _opened(clients: Mapping[str, Client], now: Moment) -> Iterator[tuple[str, Taken]]:
    for route in _that_grow():
        address = pages.address(route, now)
        found = [
            (who, taken(partial(client.get, address)))
            for who, client in clients.items()
            if _is_open(client, address)
        ]
        if found:
            who, dearest = max(found, key=lambda one: one[1].ms)
            yield f"/{route} as {who}", dearest


def _that_grow() -> list[str]:
    patterns = own_routes()
    return [
        route
        for route in pages.pages()
        if not patterns[route].callback.__module__.startswith("analytics")
    ]


def _clients() -> Iterator[tuple[str, Client]]:
    for role, force in OPENED_BY:
        if force is None or role not in NATIONAL_ROLES:
            code = Force.objects.get(code=force).code if force else None
            prefix = "scale.force." if force else "scale.national."
            yield (
                f"{'force' if force else 'nation'} {role}",
                _client(_staff(role, code, prefix=prefix)),
            )


def _is_open(client: Client, address: str) -> bool:
    response = client.get(address)
    is_page = response.status_code == OK and not response.streaming
    return is_page and response.headers["Content-Type"].startswith(
        ("text/html", "application/json")
    )
