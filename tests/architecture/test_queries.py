from collections.abc import Callable, Iterator
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access import process_cache
from analytics.refresh.selectors import progress, quarter_states, shown_years
from survey import selectors as survey_selectors
from survey.selectors import SHORT_CORE
from tests.analytics.drivers import nation as drivers
from tests.architecture import full_house
from tests.architecture.full_house import House
from tests.architecture.test_routes import own_routes
from tests.conftest import NOW
from tests.responses.answering.public_routes import STATES, address_of, browser_of, public_routes
from tests.responses.invited import BIRTH_YEAR, enter, invite
from tests.responses.pages import Page

MOST = 12
LEAVING = "x/"
LEAVES_LAST = LEAVING.__eq__
LINK = "^(?P<token>[0-9A-Za-z]{12})[^0-9A-Za-z]{0,3}$"
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
"""Beginning and ending a transaction reads and writes no row."""

WRITES = "takes POST only: what it writes is bounded by its action, and it answers by a redirect"
EVIDENCE = "staff/instruments/<str:state>/<str:code>/<int:version>/evidence/<str:question>/"
LANGUAGE = "staff/languages/<str:code>/"
ADMINISTERED = (
    "staff/access-requests/<int:pk>/refuse/",
    "staff/administration/desk/hold/",
    "staff/administration/desk/resume/",
    "staff/administration/desk/<int:pk>/resume/",
    "staff/administration/desk/<int:pk>/set-aside/",
    "staff/research/<int:pk>/check/",
    "staff/research/<int:pk>/end/",
    "staff/administration/similar-forces/<int:pk>/load/",
    "staff/administration/similar-forces/<int:pk>/set-aside/",
    "staff/administration/you-said-we-did/<int:pk>/take-back/",
    "staff/administration/people/<int:pk>/role/",
    "staff/administration/people/<int:pk>/leave/",
    "staff/administration/people/<int:pk>/link/",
    "staff/administration/people/<int:pk>/invite/",
    "staff/administration/people/<int:pk>/switch-on/",
    "staff/services/<int:pk>/ask/",
    "staff/services/<int:pk>/people/<int:number>/give/",
    "staff/services/<int:pk>/people/<int:number>/set-aside/",
    "staff/administration/roles/<int:pk>/give/",
    "staff/administration/roles/<int:pk>/set-aside/",
    "staff/administration/links/<int:pk>/allow/",
    "staff/administration/links/<int:pk>/refuse/",
    "staff/administration/forces/mergers/<int:pk>/merge/",
    "staff/administration/forces/mergers/<int:pk>/set-aside/",
)
NOT_WALKED = {
    "callbacks/notify/": WRITES,
    "callbacks/notify/received/": WRITES,
    "language/": WRITES,
    "text-size/": WRITES,
    "staff/administration/sign-in/<int:pk>/approve/": WRITES,
    "staff/administration/sign-in/<int:pk>/end/": WRITES,
    "staff/administration/sign-in/<int:pk>/set-aside/": WRITES,
    "staff/alerts/actions/<int:pk>/approve/": WRITES,
    "staff/break-glass/<int:pk>/acts/<slug:act>/": WRITES,
    "staff/alerts/actions/<int:pk>/take-back/": WRITES,
    "staff/views/<int:pk>/take-away/": WRITES,
    "staff/webhooks/<int:pk>/secret/": WRITES,
    "staff/webhooks/<int:pk>/switch/": WRITES,
    "staff/series-notes/<int:pk>/take-back/": WRITES,
    "staff/releases/drafts/<int:pk>/acts/<slug:act>/": WRITES,
    "staff/releases/drafts/<int:pk>/readers/<int:reader>/remove/": WRITES,
    "staff/background-work/<int:number>/again/": WRITES,
    "staff/background-work/<int:number>/ask-release/": WRITES,
    "staff/background-work/<int:number>/release/": WRITES,
    "staff/case-files/<int:pk>/again/": WRITES,
    "staff/case-files/<int:pk>/discard/": WRITES,
    "staff/case-files/<int:pk>/load/": WRITES,
    "staff/case-files/<int:pk>/undo/": WRITES,
    "staff/case-files/<int:pk>/layout/": WRITES,
    "staff/case-files/<int:pk>/map/": WRITES,
    "staff/mapping-profiles/<int:pk>/test/": WRITES,
    "staff/case-files/loads/<int:pk>/undo/": WRITES,
    "staff/exclusions/<int:case_id>/confirm/": WRITES,
    "staff/exclusions/<int:case_id>/refuse/": WRITES,
    "staff/exclusions/<int:case_id>/withdraw/": WRITES,
    "staff/case-files/<int:pk>/make-keys/": WRITES,
    "staff/held-people/release/": WRITES,
    "staff/held-people/stop/": WRITES,
    "staff/danger-notices/<int:pk>/confirm/": WRITES,
    "staff/danger-notices/reviews/<int:pk>/": WRITES,
    "staff/danger-notices/desk-reviews/<int:pk>/": WRITES,
    "staff/danger-notices/units/<str:force_code>/police/": WRITES,
    "staff/danger-notices/units/<str:force_code>/<str:unit>/": WRITES,
    "staff/texts/replies/<int:pk>/take/": WRITES,
    "staff/texts/replies/<int:pk>/number/": WRITES,
    "staff/texts/replies/<int:pk>/close/": WRITES,
    "staff/texts/<int:pk>/send/": WRITES,
    "staff/texts/<int:pk>/danger/open/": WRITES,
    "staff/texts/<int:pk>/escalate/": WRITES,
    "staff/texts/<int:pk>/action/": WRITES,
    "staff/texts/<int:pk>/confirm/": WRITES,
    "staff/texts/agreements/<int:pk>/decide/": WRITES,
    "staff/texts/<int:pk>/take/": WRITES,
    "staff/texts/<int:pk>/judge/": WRITES,
    "staff/texts/<int:pk>/hand-over/": WRITES,
    "staff/texts/<int:pk>/close/": WRITES,
    "staff/texts/<int:pk>/second/": WRITES,
    "staff/texts/<int:pk>/conflict/": WRITES,
    "staff/texts/rota/<str:desk>/shift/": WRITES,
    "staff/texts/rota/<str:desk>/shift/<int:pk>/end/": WRITES,
    "staff/texts/rota/<str:desk>/away/": WRITES,
    "staff/texts/rota/<str:desk>/away/<int:pk>/end/": WRITES,
    "staff/texts/hide/<int:pk>/confirm/": WRITES,
    "staff/texts/hide/<int:pk>/conflict/": WRITES,
    "staff/texts/hide/<int:pk>/words/": WRITES,
    "staff/texts/hide/<int:pk>/shut/": WRITES,
    "staff/coding/<int:pk>/code/": WRITES,
    "staff/coding/<int:pk>/settle/": WRITES,
    "staff/coding/<int:pk>/fault/": WRITES,
    "staff/coding/<int:pk>/quote/": WRITES,
    "staff/coding/<int:pk>/conflict/": WRITES,
    "staff/coding/batches/<int:batch>/confirm/": WRITES,
    "staff/coding/quotations/confirm/": WRITES,
    "staff/coding/quotations/<int:pk>/": WRITES,
    "staff/wishes/<int:pk>/confirm/": WRITES,
    "staff/wishes/<int:pk>/take/": WRITES,
    "staff/wishes/<int:pk>/hand-over/": WRITES,
    "staff/wishes/<int:pk>/try/": WRITES,
    "staff/wishes/<int:pk>/end/": WRITES,
    "staff/wishes/<int:pk>/conflict/": WRITES,
    "staff/interviews/next/": WRITES,
    "staff/interviews/call/number/": WRITES,
    "staff/interviews/call/good-time/": WRITES,
    "staff/interviews/call/private/": WRITES,
    "staff/interviews/call/danger/": WRITES,
    "staff/interviews/call/end/": WRITES,
    "staff/interviews/call/leave/": WRITES,
    "staff/interviews/call/conflict/": WRITES,
    "staff/interviews/call/gate/": WRITES,
    "staff/interviews/call/begin/": WRITES,
    "staff/interviews/call/further/": WRITES,
    "staff/interviews/call/optional/": WRITES,
    "staff/interviews/call/words/": WRITES,
    "staff/interviews/call/wish/": WRITES,
    "staff/interviews/call/send/": WRITES,
    "staff/interviews/team/calls/<int:pk>/away/": WRITES,
    "staff/find-case/code/": WRITES,
    "staff/find-case/conflict/": WRITES,
    "staff/find-case/renew/": WRITES,
    "staff/find-case/card/": WRITES,
    "staff/paper/<int:pk>/conflict/": WRITES,
    "staff/who-waits/open/": WRITES,
    "staff/services/<int:pk>/forces/": WRITES,
    "staff/services/<int:pk>/forces/<int:number>/add/": WRITES,
    "staff/services/<int:pk>/forces/<int:number>/set-aside/": WRITES,
    "staff/services/<int:pk>/people/<int:user_id>/end/": WRITES,
    "staff/find-case/leave/": WRITES,
    "staff/find-case/new-link/": WRITES,
    "staff/held-changes/<int:import_id>/<slug:kind>/confirm/": WRITES,
    "staff/held-changes/<int:import_id>/<slug:kind>/refuse/": WRITES,
    "staff/held-changes/<int:pk>/confirm/": WRITES,
    "staff/held-changes/<int:pk>/refuse/": WRITES,
    "staff/helplines/<int:pk>/retire/": WRITES,
    "staff/readiness/<int:pk>/confirm/": WRITES,
    "staff/readiness/<int:pk>/take-back/": WRITES,
    "staff/helplines/changes/<int:pk>/withdraw/": WRITES,
    f"{EVIDENCE}<int:pk>/take-back/": WRITES,
    f"{EVIDENCE}record/": WRITES,
    "staff/instruments/draft/<str:code>/<int:version>/confirm/": WRITES,
    "staff/instruments/draft/<str:code>/<int:version>/discard/": WRITES,
    "staff/instruments/draft/<str:code>/<int:version>/propose/": WRITES,
    "staff/instruments/draft/<str:code>/<int:version>/withdraw/": WRITES,
    "staff/instruments/published/<str:code>/<int:version>/retire/": WRITES,
    f"{LANGUAGE}<slug:key>/sign/": WRITES,
    f"{LANGUAGE}<slug:key>/unsign/": WRITES,
    f"{LANGUAGE}<slug:key>/propose/": WRITES,
    f"{LANGUAGE}<slug:key>/ask/": WRITES,
    f"{LANGUAGE}remarks/<int:pk>/agree/": WRITES,
    f"{LANGUAGE}remarks/<int:pk>/refuse/": WRITES,
    f"{LANGUAGE}remarks/<int:pk>/answer/": WRITES,
    f"{LANGUAGE}remarks/<int:pk>/take-back/": WRITES,
    "staff/trials/<int:pk>/close/": WRITES,
    "staff/trials/<int:pk>/confirm/": WRITES,
    **dict.fromkeys(ADMINISTERED, WRITES),
    "staff/who-sees/<int:pk>/end/": WRITES,
    "staff/who-sees/advisers/<int:pk>/end/": WRITES,
    "staff/who-sees/offers/<int:pk>/": WRITES,
    "staff/api-keys/<int:pk>/end/": WRITES,
    "staff/api-keys/mine/<int:pk>/take/": WRITES,
    "staff/api-keys/mine/<int:pk>/end/": WRITES,
    "staff/api-keys/new/": "asks for the password first",
    "api/v1/cases/": WRITES,
    "api/v1/stage-events/": WRITES,
    "api/v1/opt-outs/": WRITES,
    "api/v1/safe-contact/": WRITES,
    r"^api/(?P<rest>[\s\S]*)$": "reads nothing",
}


def queries(ask: Callable[[], HttpResponse], *, but: tuple[str, ...] = CONTROL) -> int:
    process_cache.clear()
    progress.queued_lately()
    quarter_states.states()
    shown_years.years_by_stage()
    survey_selectors.version_starts(SHORT_CORE)
    connection.queries_log.clear()  # it has room for 9,000, and the walk is long
    with CaptureQueriesContext(connection) as captured:
        ask()
    return sum(not query["sql"].startswith(but) for query in captured)


def too_many(counted: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {key: count for key, count in counted.items() if count > MOST}


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def staff_addresses(house: House) -> Iterator[tuple[str, str]]:
    for route in own_routes():
        if route.startswith(("staff/", "api/")) and route not in NOT_WALKED:
            for address in _addresses_of(route, house):
                yield route, address


def _addresses_of(route: str, house: House) -> list[str]:
    numbers = house.numbers
    pks = {
        "staff/alerts/": [numbers["alert"]],
        "staff/alerts/actions/": [numbers["action"]],
        "staff/case-files/loads/": [numbers["load"]],
        "staff/case-files/": [numbers["checked"], numbers["loaded"], numbers["example"]],
        "staff/mapping-profiles/": [numbers["profile"]],
        "staff/break-glass/": [numbers["glass"]],
        "staff/helplines/": [numbers["helpline"]],
        "staff/helplines/changes/": [numbers["change"]],
        "staff/trials/": [numbers["trial"]],
        "staff/texts/": [numbers["text"]],
        "staff/texts/replies/": [numbers["reply"]],
        "staff/danger-notices/": [numbers["notice"]],
        "staff/texts/hide/": [numbers["faulty"]],
        "staff/wishes/": [numbers["wish"]],
        "staff/interviews/team/calls/": [numbers["call"]],
        "staff/interviews/team/looks/": [numbers["look"]],
        "staff/paper/": [numbers["paper"], numbers["differing"]],
        "staff/services/": [numbers["service"]],
        "staff/webhooks/": [numbers["webhook"]],
        "staff/releases/drafts/": [numbers["draft"]],
        "staff/releases/early/": [numbers["draft"]],
        "staff/administration/people/": [numbers["person"]],
        "staff/administration/desk/": [numbers["desk"]],
        "staff/access-requests/": [numbers["access"]],
        "staff/research/": [numbers["research"]],
        "staff/administration/similar-forces/": [numbers["peers"]],
        "staff/administration/forces/mergers/": [numbers["merger"]],
    }
    own = next((pks[start] for start in sorted(pks, key=len, reverse=True)
                if route.startswith(start)), [0])  # fmt: skip
    forces = [full_house.CITY, full_house.HEIR] if "force_code>" in route else [""]
    found = []
    for pk in own:
        for force in forces:
            address = (
                route.replace("<int:pk>", str(pk))
                .replace("<int:membership>", str(numbers["membership"]))
                .replace("<slug:force_code>", force)
                .replace("<str:force_code>", force)
                .replace("<slug:region_code>", full_house.REGION)
                .replace("<str:period>", full_house.Q3)
                .replace("<str:name>", "figures.csv")
                .replace("<str:desk>", full_house.CITY)
                .replace("<slug:act>", "give")
                .replace("<slug:duty>", "ethics")
                .replace("<str:state>/<str:code>", "published/short-core")
                .replace("published/<str:code>", "published/short-core")
                .replace("<str:question>", "Q-OVR-1")
                .replace("<int:import_id>/<slug:kind>", f"{numbers['held']}/number")
                .replace("languages/<str:code>", "languages/pl")
                .replace("cards/<str:language>", "cards/ur")
                .replace("<slug:key>", full_house.READ)
                .replace("<int:version>", "1")
                .replace("<int:number>", "1")
            )
            found.append(f"/{address}")
    return [way for address in found for way in _ways_of(route, address)]


ALONE = {
    "api/v1/checks/": f"period={full_house.Q3}",
    "api/v1/combined-groups/": f"period={full_house.Q3}&item=Q-OVR-1",
    "staff/views/new/": "address=/staff/forces/",
}
"""What some need in their address."""


def _ways_of(route: str, address: str) -> list[str]:
    if route in {
        "api/v1/questions/", "api/v1/comparisons/", "api/v1/journey/", "api/v1/gaps/",
        "api/v1/scorecard/", "api/v1/themes/", "api/v1/trends/",
    }:  # fmt: skip
        return [f"{address}?period={full_house.Q3}&force={force}"
                for force in (full_house.CITY, full_house.HEIR, "")]  # fmt: skip
    if route in ALONE:
        return [f"{address}?{ALONE[route]}"]
    if route == "api/v1/drivers/":
        return [f"{address}?period={drivers.YEAR}&stage=ST1"]
    if route == "api/v1/figures/":
        return [f"{address}?period={full_house.Q3}&force={force}&dimension=stage"
                for force in (full_house.CITY, full_house.HEIR, "")]  # fmt: skip
    if route in {"staff/figures/<slug:force_code>/", "staff/forces/"}:
        return [address, f"{address}?by=stage"]
    if "draft" not in address and "published/short-core/1/" in address and "preview" not in address:
        if "/stops" in address or "/evidence/" in address:
            return [address]
        return [address, address.replace("published/short-core", "draft/sample-1")]
    return [address]


@pytest.mark.django_db
@pytest.mark.usefixtures("_now")
class TestARespondentsPage:
    @pytest.mark.slow
    @pytest.mark.parametrize("state", STATES)
    def test_asks_at_most_twelve_queries(self, state: str) -> None:
        browser, _ = browser_of(state)
        counted = {}
        for route in sorted(set(public_routes()) - set(NOT_WALKED), key=LEAVES_LAST):
            page = partial(browser.get, address_of(route))
            if route != LEAVING:
                page()
            counted[route, state] = queries(page)

        assert too_many(counted) == {}

    @pytest.mark.slow
    @pytest.mark.parametrize("word", ["", "heron"])
    def test_asks_at_most_twelve_at_the_gate_and_past_it(self, word: str) -> None:
        counted = {}
        for given in ("", "1066", str(BIRTH_YEAR)) * 2:
            invited, browser = invite(word=word), Client()
            link, answer = partial(browser.get, f"/{invited.token}"), {"answer": given}
            counted[LINK, "open"] = queries(link)
            counted["g/", given] = queries(partial(browser.post, "/g/", answer))
            if given == "1066":
                browser.post("/g/", answer)
                counted["g/", "last"] = queries(partial(browser.post, "/g/", answer))

        assert too_many(counted) == {}

    @pytest.mark.slow
    def test_asks_at_most_twelve_for_each_answer_and_for_sending_in(self) -> None:
        counted = {}
        for _warm in range(2):
            browser, invited = Client(), invite()
            address = enter(browser, invited)
            while address:
                address = _answered(browser, address, counted)

        assert too_many(counted) == {}


def _answered(browser: Client, address: str, counted: dict[tuple[str, str], int]) -> str:
    choices = Page(browser.get(address)).all("input", name="answer")
    form = {"answer": choices[0]["value"]} if choices else {"skip": "yes"}
    answers: list[HttpResponse] = []
    counted[address, "POST"] = queries(lambda: answers.append(browser.post(address, form)))
    return answers[0].headers.get("Location", "")


class TestTheList:
    def test_of_routes_not_walked_names_only_routes_and_each_with_a_reason(self) -> None:
        assert set(NOT_WALKED) <= set(own_routes())
        assert all(NOT_WALKED.values())
