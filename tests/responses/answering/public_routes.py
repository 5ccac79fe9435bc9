"""Every address of a respondent, found in the routes themselves: a new one is tested at once."""

from django.test import Client

from access.web.guards import PUBLIC
from tests.architecture.test_routes import guard_of, own_routes
from tests.responses.answering.test_public_start import answer_all
from tests.responses.invited import Invited, enter, invite

MACHINES = {"livez", "readyz", "callbacks/notify/", "callbacks/notify/received/"}
STAFF = ("staff/", "api/")
STATES = ("a stranger", "at the gate", "inside", "finished", "stopped")


def public_routes() -> list[str]:
    return [
        route
        for route, pattern in own_routes().items()
        if guard_of(pattern) == PUBLIC and route not in MACHINES and not route.startswith(STAFF)
    ]


def address_of(route: str, token: str = "abcdefghijkl") -> str:
    if route.startswith("^"):
        return f"/{token}" if "token" in route else f"/{token}m"
    return "/" + route.replace("<int:number>", "1").replace("<str:kind>", "speech")


def browser_of(state: str) -> tuple[Client, Invited | None]:
    browser = Client(headers={"accept-language": "en"})
    if state == "a stranger":
        return browser, None
    invited = invite()
    browser.get(f"/{invited.token}")
    if state == "inside":
        enter(browser, invited)
    if state == "finished":
        answer_all(browser, invited)
    if state == "stopped":
        browser.post("/t/")
    return browser, invited
