import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from access.models import DataOrigin, Membership
from access.permissions import Permission
from access.selectors import viewer_for
from access.web.guards import PUBLIC, SIGNED_IN
from responses.invitations import tokens
from responses.models import Case, Contact, Response
from tests.api_schema import faults_of
from tests.architecture import full_house
from tests.architecture.full_house import House
from tests.architecture.test_queries import MOST, queries, staff_addresses
from tests.architecture.test_routes import guard_of, own_routes
from tests.conftest import IS_WHOLE, NOW, SAMPLE_SEED
from tests.responses.answering.test_public_start import answer_all
from tests.responses.asked import decide, load, message_of, queue, row, send
from tests.responses.invited import BIRTH_YEAR, Invited
from tests.responses.triage import planted
from tests.sharing import shared_rows, undone

SECRETS = re.compile(r'(?:name="csrfmiddlewaretoken" )?value="[A-Za-z0-9]{64}"')
OF_NOBODY = ("/staff/audit-trail", "/staff/find-case", "/staff/break-glass")
"""These pages list what the reader has just opened."""
SOMEONE = "someone"
LEADS_ON = {"staff/interviews/call/"}
"""Leads whoever calls to the step at which the call is."""
PACKED = (b"PK", b"%PDF", b"\x1f\x8b")
ONE_IN, ONE_OF_OTHERS_IN = 4, 16
REFUSING = ("responses:readiness", "responses:calls", "responses:operations", "access:home")
"""Pages that say why nobody real is asked."""
"""Of so many addresses that are for a role it opens one by day, and of those that are not."""
READ_AND_CODED = frozenset(
    {
        "staff/texts/<int:pk>/", "staff/texts/hide/<int:pk>/", "staff/texts/<int:pk>/second/",
        "staff/coding/", "staff/coding/differences/", "staff/coding/quotations/",
    }
)  # fmt: skip
"""The pages that show what somebody wrote to who reads or codes it."""
WISH = "staff/wishes/<int:pk>/"
Key = tuple[str, str]
"""Role and address."""


@dataclass(frozen=True)
class Opened:
    route: str
    status: int
    queries: int
    media_type: str
    words: str
    """Without what changes with each opening."""
    read: str
    """What a person reads of it, where it is a PDF or packed; else the same."""


@dataclass(frozen=True)
class Walked:
    house: House
    someone: Invited
    found: Mapping[Key, Opened]


@shared_rows
def walked() -> Walked:
    with TemporaryDirectory() as folder, time_machine.travel(NOW, tick=False):
        house = full_house.fill(Path(folder))
        someone = _texted()
        with undone():
            found = dict(walk(house, _forces_first(house)))
            found |= dict(_opened_by_nobody_yet(house, found))
    return Walked(house, someone, found)


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _texted() -> Invited:
    [case] = load(row(case_key=SOMEONE, birth_year=BIRTH_YEAR))
    decide()
    queue()
    send(limit=1000)
    invitation_id = message_of(case).invitation_id
    token = tokens.make_token(
        key=settings.TOKEN_KEY.encode(), invitation_id=invitation_id, attempt=1
    )
    return Invited(invitation_id=invitation_id, token=token)


def _forces_first(house: House) -> list[str]:
    return sorted(house.clients, key=_is_national)


def _is_national(role: str) -> bool:
    return "national" in role


def walk(
    house: House, roles: list[str], *, is_all_for_them: bool = False
) -> Iterator[tuple[Key, Opened]]:
    for role in roles:
        client = house.clients[role]
        if "officer" in role or "advocate" in role:
            _find_case(client)
        open_to = _open_to(client)
        for route, address in staff_addresses(house):
            is_for_it = is_all_for_them or route in open_to
            if _is_sampled(role, route, address, is_for_it=is_for_it):
                yield (role, address), _opened(client, route, address)


def _open_to(client: Client) -> set[str]:
    viewer = viewer_for(client.session["_auth_user_id"])
    may = {PUBLIC, SIGNED_IN, *(each for each in Permission if viewer.may(each))}
    return {route for route, pattern in own_routes().items() if guard_of(pattern) in may}


def _is_sampled(role: str, route: str, address: str, *, is_for_it: bool) -> bool:
    if IS_WHOLE or route in READ_AND_CODED | {WISH}:
        return True
    lot = zlib.crc32(f"{role} {address}".encode()) + SAMPLE_SEED
    return lot % (ONE_IN if is_for_it else ONE_OF_OTHERS_IN) == 0


def _opened_by_nobody_yet(
    house: House, found: Mapping[Key, Opened]
) -> Iterator[tuple[Key, Opened]]:
    open_to = {role: _open_to(house.clients[role]) for role in _forces_first(house)}
    answered = {page.route for page in found.values() if page.status == 200}
    for route, address in staff_addresses(house):
        for role in (role for role, routes in open_to.items() if route in routes):
            if route in answered:
                break
            if (role, address) not in found:
                page = _opened(house.clients[role], route, address)
                answered |= {route} if page.status == 200 else set()
                yield (role, address), page


def _opened(client: Client, route: str, address: str) -> Opened:
    answers: list[HttpResponse] = []
    ask = partial(client.get, address)
    count = queries(lambda: answers.append(ask()))
    if count > MOST:
        # The first time a process may have to learn what it keeps from then on.
        count = queries(ask)
    given = answers[0].getvalue()
    words = SECRETS.sub("", given.decode(errors="replace"))
    return Opened(
        route=route,
        status=answers[0].status_code,
        queries=count,
        media_type=answers[0].headers.get("Content-Type", "").partition(";")[0],
        words=words,
        read="\n".join(planted.readable(given)) if given.startswith(PACKED) else words,
    )


def _find_case(client: Client) -> None:
    reached = Contact.objects.filter(mobile__isnull=False).values("case")
    cases = Case.objects.filter(force_id=full_house.CITY, exclude_code="", pk__in=reached)
    case = cases.exclude(case_key=SOMEONE).latest("pk")
    client.post("/staff/find-case/", {"case_key": case.case_key, "force": case.force_id})


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("_now")
class TestAStaffPage:
    def test_asks_at_most_twelve_queries_of_whoever_opens_it(self, walked: Walked) -> None:
        too_many = {key: page.queries for key, page in walked.found.items() if page.queries > MOST}
        routes = {page.route for page in walked.found.values()}
        opened = {page.route for page in walked.found.values() if page.status == 200}

        assert too_many == {}
        assert routes - opened <= LEADS_ON, "these pages were refused to every role"

    @pytest.mark.parametrize("route", REFUSING)
    def test_asks_no_more_where_people_are_real(self, walked: Walked, route: str) -> None:
        DataOrigin.objects.update(origin=DataOrigin.Origin.REAL)
        for client in walked.house.clients.values():
            client.get(reverse(route))  # writes once a minute that the session is used
        asked = {
            name: queries(lambda client=client: client.get(reverse(route)))
            for name, client in walked.house.clients.items()
        }
        assert {name: count for name, count in asked.items() if count > MOST} == {}


WRITTEN, SAFE_WAY = "lapwing", "by the clinic"
"""What people wrote in the house, and how they can be reached."""


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("_now")
class TestOwnWords:
    def test_are_on_the_pages_of_who_reads_them_and_on_no_other(self, walked: Walked) -> None:
        shown = {page.route for page in walked.found.values() if WRITTEN in page.read}
        ways = {page.route for page in walked.found.values() if SAFE_WAY in page.read}

        assert "staff/texts/<int:pk>/" in shown
        assert shown <= READ_AND_CODED
        assert ways == {WISH}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("_now")
class TestACallOfTheApi:
    def test_answers_everybody_in_the_shape_that_its_schema_promises(self, walked: Walked) -> None:
        calls = {
            (role, address): page
            for (role, address), page in walked.found.items()
            if page.route.startswith("api/v1/") and address != "/api/v1/"
        }
        wrong = {
            key: faults
            for key, page in calls.items()
            if (
                faults := faults_of(
                    "GET",
                    key[1].partition("?")[0],
                    status=page.status,
                    media_type=page.media_type,
                    body=page.words,
                )
            )
        }

        assert len({page.route for page in calls.values() if page.status == 200}) >= 15
        assert wrong == {}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("_now")
class TestAForce:
    def test_reads_the_same_before_and_after_somebody_answers(self, walked: Walked) -> None:
        answer_all(Client(), walked.someone)
        own = [role for role in _forces_first(walked.house) if not _is_national(role)]
        after = {key: page.words for key, page in walk(walked.house, own) if _is_of_somebody(key)}

        response = Response.objects.get(invitation=walked.someone.invitation_id)
        assert response.completed_at is not None
        assert len(after) > 100
        assert [key for key, words in after.items() if words != walked.found[key].words] == []


def _is_of_somebody(key: Key) -> bool:
    return not key[1].startswith(OF_NOBODY)


TWO_MEMBERSHIPS = (("force", "designer"), ("loader", "national"), ("officer", "linguist"))
"""Of each, one role in the City and one in the nation, which grant nothing alike."""
OF_THE_PERSON = frozenset({"staff/", "staff/mails/", "staff/views/", "staff/api-keys/mine/"})
"""What is each person's own, by all of their roles."""
MAIN = re.compile("<main.*</main>", re.DOTALL)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("_now")
class TestSomebodyWithTwoMemberships:
    @pytest.mark.parametrize("names", TWO_MEMBERSHIPS)
    def test_reads_what_one_of_the_two_would_read(
        self, walked: Walked, names: tuple[str, str]
    ) -> None:
        name = names[0]
        alone = _walked_again(walked.house, name)
        held, given = (_membership(walked.house.clients[each]) for each in names)
        Membership.objects.create(user=held.user, role=given.role, languages=given.languages)

        both = _walked_again(walked.house, name)
        held.delete()
        given_alone = _walked_again(walked.house, name)

        more = [
            key[1]
            for key, page in both.items()
            if page.route not in OF_THE_PERSON
            and _read(page) not in {_read(alone[key]), _read(given_alone[key])}
        ]
        opened = {key for key, page in both.items() if page.status == 200}
        by_one = [
            {key for key, page in pages.items() if page.status == 200}
            for pages in (alone, given_alone)
        ]
        assert opened >= by_one[0] | by_one[1]
        assert opened not in by_one or not IS_WHOLE
        assert more == []


def _walked_again(house: House, name: str) -> dict[Key, Opened]:
    with undone():
        return dict(walk(house, [name], is_all_for_them=True))


def _membership(client: Client) -> Membership:
    return Membership.objects.get(user=client.session["_auth_user_id"])


def _read(page: Opened) -> tuple[int, str]:
    said = MAIN.search(page.words)
    return page.status, said[0] if said else page.words
