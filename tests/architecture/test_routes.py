import zlib
from collections.abc import Iterator
from copy import deepcopy
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from access.permissions import GRANTS, Permission, Role
from access.web.guards import PUBLIC
from tests.conftest import IS_WHOLE, SAMPLE_SEED, _client, _staff
from tests.each import for_each
from tests.sharing import shared_rows

HERE = Path(__file__).parent
ROUTES = HERE / "routes.txt"
ACCESS = HERE / "access.txt"
CITY = "city-of-london"
# The sign-in library guards its own pages; tests/access opens each of them.
SIGN_IN = "staff/account/"


def routes() -> Iterator[tuple[str, URLPattern]]:
    def walk(patterns: list, before: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, here)
            else:
                yield here, pattern

    yield from walk(get_resolver().url_patterns, "")


def own_routes() -> dict[str, URLPattern]:
    return {route: pattern for route, pattern in routes() if not route.startswith(SIGN_IN)}


def guard_of(pattern: URLPattern) -> object:
    view = pattern.callback
    api_view = getattr(view, "cls", None)
    return getattr(view, "guard", None) or getattr(api_view, "permission", None)


@for_each("route", own_routes())
class TestEveryRoute:
    def test_says_who_may_open_it(self, route: str) -> None:
        guard = guard_of(own_routes()[route])

        assert guard, (
            f"/{route}: guard its view with access.web.guards, or set permission on the API view"
        )

    def test_is_public_only_for_respondents_and_machines(self, route: str) -> None:
        tells_of_itself = {
            "staff/gallery/",
            "api/",
            "api/v1/",
            "api/v1/openapi.json",
        }
        is_staff = route.startswith(("staff/", "api/")) and route not in {
            *tells_of_itself,
            r"^api/(?P<rest>[\s\S]*)$",
        }

        assert not (is_staff and guard_of(own_routes()[route]) == PUBLIC)


class TestRoutes:
    def test_do_not_disappear(self) -> None:
        known = ROUTES.read_text().splitlines()

        assert sorted(own_routes()) == known, f"Write the change into {ROUTES.name}."


class TestPermissions:
    def test_each_guard_something(self) -> None:
        used = {guard_of(pattern) for pattern in own_routes().values()}

        assert used >= set(Permission)

    def test_are_each_granted_to_someone(self) -> None:
        assert frozenset().union(*GRANTS.values()) == frozenset(Permission)


def access_table() -> list[tuple[str, str, dict[str, int]]]:
    lines = [line for line in ACCESS.read_text().splitlines() if line and line[0] != "#"]
    roles = lines[0].split()[2:]
    return [
        (method, path, dict(zip(roles, map(int, statuses), strict=True)))
        for method, path, *statuses in map(str.split, lines[1:])
    ]


STAFF = {
    "force": (Role.FORCE_ANALYST, CITY),
    "national": (Role.NATIONAL_ANALYST, None),
    "loader": (Role.DATA_LOADER, CITY),
    "designer": (Role.SURVEY_DESIGNER, None),
    "officer": (Role.SAFE_CONTACT_OFFICER, CITY),
    "advocate": (Role.ADVOCATE, CITY),
    "lead": (Role.OPERATIONS_LEAD, CITY),
    "dpo": (Role.DATA_PROTECTION_OFFICER, CITY),
    "reader": (Role.TRIAGE_OFFICER, CITY),
    "linguist": (Role.LANGUAGE_READER, None),
    "caller": (Role.INTERVIEWER, CITY),
    "overseer": (Role.INTERVIEW_SUPERVISOR, CITY),
    "keyer": (Role.PAPER_KEYER, None),
    "admin": (Role.ADMINISTRATOR, None),
    "oversight": (Role.OVERSIGHT, None),
    "pcc": (Role.POLICING_BODY, CITY),
    "partner": (Role.PARTNER, CITY),
    "room": (Role.CONTROL_ROOM, CITY),
}


@shared_rows
def signed_in() -> dict[str, SimpleCookie]:
    return {"stranger": Client().cookies} | {
        name: _client(_staff(role, force)).cookies for name, (role, force) in STAFF.items()
    }


def browser_with(cookies: SimpleCookie) -> Client:
    client = Client()
    client.cookies = deepcopy(cookies)
    return client


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize(("method", "path", "expected"), access_table())
class TestEveryRole:
    def test_gets_the_answer_of_the_table(
        self,
        method: str,
        path: str,
        expected: dict[str, int],
        signed_in: dict[str, SimpleCookie],
    ) -> None:
        today = {role for role in expected if _is_of_today(role, path)}
        found = {
            role: getattr(browser_with(cookies), method.lower())(path).status_code
            for role, cookies in signed_in.items()
            if role in today
        }

        assert found == {role: status for role, status in expected.items() if role in today}


def _is_of_today(role: str, path: str) -> bool:
    lot = zlib.crc32(f"{role} {path}".encode()) + SAMPLE_SEED
    return IS_WHOLE or role == "stranger" or lot % 6 == 0


class TestTheAccessTable:
    def test_opens_every_route(self) -> None:
        resolver = get_resolver()
        opened = {resolver.resolve(urlsplit(path).path).route for _, path, _ in access_table()}

        assert opened >= set(own_routes())
