"""What every test may lean on: forces and an instrument in the database, staff by role,
no network but the loopback, and a clock that is passed in."""

import gc
import os
import re
import socket
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest
from _pytest.mark import ParameterSet
from argon2 import PasswordHasher
from django.conf import UserSettingsHolder, settings
from django.test import Client
from django.test.client import ClientHandler
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from pytest_django.plugin import blocking_manager_key
from whitenoise.middleware import WhiteNoiseMiddleware

from access import actions as access_actions
from access import process_cache
from access.actor import Actor
from access.forces.reference_file import force_rows
from access.models import Force, User
from access.organisations import actions as organisations
from access.permissions import OversightBody, Role
from responses.answering import gate
from responses.eligibility.sampling import SamplingPlan
from responses.eligibility.selectors import case_histories
from tests import base_rows, tables
from tests.scheduling import is_anothers, longest_first, pytest_xdist_make_scheduler
from tests.second_database import commits, is_run_again, may_be_read
from tests.sharing import STANDING, wanted_by

__all__ = ["pytest_xdist_make_scheduler"]

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
TESTER = Actor.system("tests")
COUNTED = "counted"
"""The property by which a sweep tells how much it went through; the run ends by telling it."""
TESTS = Path(__file__).resolve().parent
SHARED = TESTS.parent.parent / "shared" / "data"
# A busy machine is no fault of the code: properties have no deadline.
EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "50"))
IS_WHOLE = os.environ.get("TEST_SWEEP") == "whole"
"""Whether sweeps and attacks go through everything, as at night."""
SAMPLE_SEED = int(os.environ.get("TEST_SAMPLE_SEED", "0"))
"""Chooses the samples that every run takes of what the nightly run does in full."""
SLOW_THROUGHOUT = re.compile(r"^pytestmark = .*pytest\.mark\.(slow|nightly)\b", re.MULTILINE)
"""In a file of which the quick part runs nothing."""
LANGUAGES_OF_EVERY_RUN = frozenset({"en", "cy", "ur"})
"""The two that the law makes equal, and one from right to left."""
hypothesis_settings.register_profile("house", deadline=None, max_examples=EXAMPLES)
hypothesis_settings.load_profile("house")
GATE_HASHER = gate.HASHER
"""As it is outside tests."""
JOURNALS = count()
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Don't read files that this part of the run takes no test from."""
    if collection_path.suffix != ".py":
        return None
    if os.environ.get("TEST_AGAIN") == "sample" and not may_be_read(collection_path):
        return True
    if not os.environ.get("TEST_QUICK") or not collection_path.name.startswith("test_"):
        return None
    if is_anothers(str(collection_path.relative_to(TESTS.parent))):
        return True
    return True if SLOW_THROUGHOUT.search(collection_path.read_text(encoding="utf-8")) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Order the tests, and on a second database keep those that may fail only there."""
    items.sort(key=longest_first(items, commits=commits))
    if again := os.environ.get("TEST_AGAIN"):
        kept = [item for item in items if is_run_again(item, again=again)]
        chosen = set(kept)
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = kept


def rest_at_night(values: Iterable[object], *, now: Collection[object]) -> list[ParameterSet]:
    """Parameters of a sweep: those of `now` in every run, the others at night."""
    return [pytest.param(each, marks=() if each in now else pytest.mark.nightly) for each in values]


def pairs_with_half_at_night(
    ones: Sequence[object], others: Sequence[object]
) -> list[ParameterSet]:
    """Every pair of one and another. Every run takes every second pair, the nightly run all."""
    return [
        pytest.param(one, other, marks=() if (at + on) % 2 == 0 else pytest.mark.nightly)
        for at, one in enumerate(ones)
        for on, other in enumerate(others)
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What sweeps went through, from whichever process."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, told in getattr(report, "user_properties", ()):
                if name == COUNTED and report.when == "teardown":
                    terminalreporter.write_line(told)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector need not look at it again
    after every page that a test draws, nor now, when hardly any of it is garbage."""
    gc.freeze()
    gc.set_threshold(50_000)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """With TEST_STRICT a skipped test is a failed one: nothing hides behind a green run."""
    report = yield
    if os.environ.get("TEST_STRICT") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What a test writes to the journal is undone with its rows: the next one finds none. What the
    process keeps of the database must not outlive a test's rows. A request leaves its language
    behind, and the next test must not depend on it.

    Shared rows that it does not want go before any fixture: a browser begins a loop, in which
    Django hands out another connection than they were entered by.

    Of every test, so no fixtures: each more is looked up once for every test there is."""
    if not STANDING.is_part_of(wanted := wanted_by(item)):
        with item.config.stash[blocking_manager_key].unblock():
            STANDING.leave(wanted)
    folder = item.config._tmp_path_factory.getbasetemp()
    settings.CONTACT_JOURNAL = folder / f"journal-{next(JOURNALS)}"
    process_cache.clear()
    translation.activate("en")


@pytest.fixture(scope="session", autouse=True)
def _only_loopback() -> Iterator[None]:
    """A test that reaches for the network fails, and says where it was going."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            message = f"Tests may only use the loopback address, not {address[0]}."
            raise RuntimeError(message)
        connect(self, address)

    socket.socket.connect = guarded
    yield
    socket.socket.connect = connect


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker) -> Iterator[None]:
    """Forces and the short core stand in the database before any test. The longer instruments do
    not: trying every page of theirs in every language takes seconds that few tests need."""
    with django_db_blocker.unblock(), tables.copied():
        request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        access_actions.load_forces(rows=force_rows(), by=TESTER, at=NOW)
        publish_short_core()
        base_rows.keep()
    yield
    with django_db_blocker.unblock():
        STANDING.clear()


@pytest.fixture
def _shared_rows(request: pytest.FixtureRequest, django_db_setup, django_db_blocker) -> None:
    """What a test shares with its neighbours stands before its own transaction begins."""
    with django_db_blocker.unblock():
        STANDING.change(wanted_by(request.node))


@pytest.fixture
def _django_db_helper(_shared_rows: None, _django_db_helper: None) -> None:
    """pytest-django's own fixture, which begins the transaction of a test."""


def publish_short_core() -> None:
    """Without drawing every question in every language first:
    tests/survey/publishing/test_actions.py publishes all that ships as it should be."""
    from survey.publishing import actions as publishing_actions
    from survey.publishing import checks
    from tests.survey import shipped

    with patch.object(checks, "_drawing_faults", return_value=()):
        for raw in shipped.definitions():
            if raw["code"] == "short-core":
                publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)


def _list_static_files_once() -> None:
    """Each browser of a test begins with middleware of its own, which would list them anew: a third
    of what a first page costs."""
    list_files, listed = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add_files(middleware: WhiteNoiseMiddleware) -> None:
        if not listed:
            list_files(middleware)
            listed.update(middleware.files)
        middleware.files.update(listed)

    WhiteNoiseMiddleware.add_files_from_finders = add_files


def _load_middleware_once() -> None:
    """No middleware keeps anything of one browser. Where a test changes a setting all are loaded
    anew, because some read their settings when they are loaded."""
    load, loaded = ClientHandler.load_middleware, {}
    made_of_it = (
        "_view_middleware", "_template_response_middleware", "_exception_middleware",
        "_middleware_chain",
    )  # fmt: skip

    def load_middleware(handler: ClientHandler, is_async: bool = False) -> None:
        if isinstance(settings._wrapped, UserSettingsHolder):
            load(handler, is_async=is_async)
            return
        if is_async not in loaded:
            load(handler, is_async=is_async)
            loaded[is_async] = {name: getattr(handler, name) for name in made_of_it}
        vars(handler).update(loaded[is_async])

    ClientHandler.load_middleware = load_middleware


def pytest_configure() -> None:
    """Argon2 is slow on purpose; the people of a thousand tests need not wait for it. Everybody who
    may be asked is drawn, so that a test need not know the draw of its case. Of what is collected
    nothing is garbage."""
    gc.disable()
    case_histories.sampling_plan = lambda: SamplingPlan(seed="everybody")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    gate.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    if EXAMPLES < 50:
        # Few of so few would be made of what the source says, and to read it takes a second.
        providers._get_local_constants = Constants
    _list_static_files_once()
    _load_middleware_once()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def shared_data() -> Path:
    """The folder of real public files; a test that needs it skips, and says so, without it."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real public data is not beside the project")
    return SHARED


def _staff(role: Role, force_code: str | None, *, prefix: str = "") -> User:
    """A partner is of the prosecutors in the force's area."""
    if role is Role.PARTNER:
        return _partner(f"{prefix}{role.value}", Force.objects.filter(code=force_code))
    force = Force.objects.get(code=force_code) if force_code else None
    return access_actions.create_user(
        email=f"{prefix}{role.value}@example.org",
        name=f"{prefix}{role.value}".replace("_", " ").replace(".", " ").title(),
        password="correct horse battery",
        role=role,
        force=force,
        languages=("cy", "pl") if role is Role.LANGUAGE_READER else (),
        body=OversightBody.INSPECTORATE if role is Role.OVERSIGHT else "",
        by=TESTER,
        at=NOW,
    )


def _partner(name: str, forces: Iterable[Force]) -> User:
    agency = organisations.create_organisation(
        name=f"Agency of {name}", kind="cps", forces=forces, by=TESTER, at=NOW
    )
    user = User.objects.create_user(
        email=f"{name}@example.org", name=name, password="correct horse battery"
    )
    organisations.join(organisation=agency, user=user, role=Role.PARTNER, by=TESTER, at=NOW)
    return user


@pytest.fixture
def force_analyst(db) -> User:
    """Belongs to City of London Police."""
    return _staff(Role.FORCE_ANALYST, "city-of-london")


@pytest.fixture
def national_analyst(db) -> User:
    return _staff(Role.NATIONAL_ANALYST, None)


@pytest.fixture
def data_loader(db) -> User:
    """Belongs to City of London Police."""
    return _staff(Role.DATA_LOADER, "city-of-london")


@pytest.fixture
def designer(db) -> User:
    return _staff(Role.SURVEY_DESIGNER, None)


@pytest.fixture
def second_designer(db) -> User:
    return _staff(Role.SURVEY_DESIGNER, None, prefix="second.")


@pytest.fixture
def safe_contact_officer(db) -> User:
    """Belongs to City of London Police."""
    return _staff(Role.SAFE_CONTACT_OFFICER, "city-of-london")


@pytest.fixture
def second_officer(db) -> User:
    """Belongs to City of London Police."""
    return _staff(Role.SAFE_CONTACT_OFFICER, "city-of-london", prefix="second.")


@pytest.fixture
def advocate(db) -> User:
    """Belongs to City of London Police."""
    return _staff(Role.ADVOCATE, "city-of-london")


@pytest.fixture
def national_officer(db) -> User:
    return _staff(Role.SAFE_CONTACT_OFFICER, None, prefix="national.")


@pytest.fixture
def national_advocate(db) -> User:
    return _staff(Role.ADVOCATE, None, prefix="national.")


@pytest.fixture
def operations_lead(db) -> User:
    """Belongs to City of London Police."""
    return _staff(Role.OPERATIONS_LEAD, "city-of-london")


@pytest.fixture
def national_lead(db) -> User:
    return _staff(Role.OPERATIONS_LEAD, None, prefix="national.")


@pytest.fixture
def protection_officer(db) -> User:
    """Belongs to City of London Police."""
    return _staff(Role.DATA_PROTECTION_OFFICER, "city-of-london")


LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


def _client(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def sign_in(client: Client, user: User) -> None:
    """As somebody who proved at every moment of a test who they are."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": LONG_AFTER}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture
def force_client(force_analyst: User) -> Client:
    return _client(force_analyst)


@pytest.fixture
def national_client(national_analyst: User) -> Client:
    return _client(national_analyst)


@pytest.fixture
def loader_client(data_loader: User) -> Client:
    return _client(data_loader)


@pytest.fixture
def designer_client(designer: User) -> Client:
    return _client(designer)


@pytest.fixture
def officer_client(safe_contact_officer: User) -> Client:
    return _client(safe_contact_officer)


@pytest.fixture
def advocate_client(advocate: User) -> Client:
    return _client(advocate)


@pytest.fixture
def protection_client(protection_officer: User) -> Client:
    return _client(protection_officer)


@pytest.fixture
def reader_client(db) -> Client:
    return _client(_staff(Role.TRIAGE_OFFICER, "city-of-london"))


@pytest.fixture
def linguist_client(db) -> Client:
    """Reads Welsh and Polish."""
    return _client(_staff(Role.LANGUAGE_READER, None))


@pytest.fixture
def control_room_client(db) -> Client:
    return _client(_staff(Role.CONTROL_ROOM, "city-of-london"))


@pytest.fixture
def standards_client(db) -> Client:
    return _client(_staff(Role.PROFESSIONAL_STANDARDS, "city-of-london"))


@pytest.fixture
def caller_client(db) -> Client:
    return _client(_staff(Role.INTERVIEWER, "city-of-london"))


@pytest.fixture
def overseer_client(db) -> Client:
    return _client(_staff(Role.INTERVIEW_SUPERVISOR, "city-of-london"))


@pytest.fixture
def keyer_client(db) -> Client:
    return _client(_staff(Role.PAPER_KEYER, None))


@pytest.fixture
def administrator(db) -> User:
    """Of England and Wales."""
    return _staff(Role.ADMINISTRATOR, None)


@pytest.fixture
def administrator_client(administrator: User) -> Client:
    return _client(administrator)


@pytest.fixture
def oversight_client(db) -> Client:
    return _client(_staff(Role.OVERSIGHT, None))


@pytest.fixture
def partner_client(db) -> Client:
    return _client(_staff(Role.PARTNER, "city-of-london"))


@pytest.fixture
def commissioner_client(db) -> Client:
    return _client(_staff(Role.POLICING_BODY, "city-of-london"))


@pytest.fixture
def national_lead_client(national_lead: User) -> Client:
    return _client(national_lead)


@pytest.fixture
def lead_client(operations_lead: User) -> Client:
    return _client(operations_lead)
