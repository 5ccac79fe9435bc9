"""What every test may lean on: forces and an instrument in the database, staff by role,
no network but the loopback, and a clock that is passed in."""

import gc
import os
import re
import socket
from collections.abc import Collection, Iterable, Iterator
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
SLOW_THROUGHOUT = re.compile(
    r"^pytestmark = (\[[^\]]*)?pytest\.mark\.(slow|nightly|browser)\b", re.MULTILINE
)
"""In a file of which the quick part runs nothing."""
LANGUAGES_OF_EVERY_RUN = frozenset({"en", "cy", "ur"})
"""The two that the law makes equal, and one from right to left."""
hypothesis_settings.register_profile("house", deadline=None, max_examples=EXAMPLES)
hypothesis_settings.load_profile("house")
GATE_HASHER = gate.HASHER
"""As it is outside tests."""
JOURNALS = count()
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    if collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    chosen = config.getoption("markexpr")
    if os.environ.get("TEST_QUICK") and is_anothers(str(collection_path.relative_to(TESTS.parent))):
        return True
    text = collection_path.read_text(encoding="utf-8")
    if chosen.startswith("databases"):
        return None if "mark.databases" in text else True
    return True if "not slow" in chosen and SLOW_THROUGHOUT.search(text) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=longest_first(items))


def rest_at_night(values: Iterable[object], *, now: Collection[object]) -> list[ParameterSet]:
    return [pytest.param(each, marks=() if each in now else pytest.mark.nightly) for each in values]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, told in getattr(report, "user_properties", ()):
                if name == COUNTED and report.when == "teardown":
                    terminalreporter.write_line(told)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(50_000)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    report = yield
    if os.environ.get("TEST_STRICT") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if not STANDING.is_part_of(wanted := wanted_by(item)):
        with item.config.stash[blocking_manager_key].unblock():
            STANDING.leave(wanted)
    folder = item.config._tmp_path_factory.getbasetemp()
    settings.CONTACT_JOURNAL = folder / f"journal-{next(JOURNALS)}"
    process_cache.clear()
    translation.activate("en")


@pytest.fixture(scope="session", autouse=True)
def _only_loopback() -> Iterator[None]:
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
    with django_db_blocker.unblock():
        STANDING.change(wanted_by(request.node))


@pytest.fixture
def _django_db_helper(_shared_rows: None, _django_db_helper: None) -> None:
    pass


def publish_short_core() -> None:
    from survey.publishing import actions as publishing_actions
    from survey.publishing import checks
    from tests.survey import shipped

    with patch.object(checks, "_drawing_faults", return_value=()):
        for raw in shipped.definitions():
            if raw["code"] == "short-core":
                publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)


def _list_static_files_once() -> None:
    list_files, listed = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add_files(middleware: WhiteNoiseMiddleware) -> None:
        if not listed:
            list_files(middleware)
            listed.update(middleware.files)
        middleware.files.update(listed)

    WhiteNoiseMiddleware.add_files_from_finders = add_files


def _load_middleware_once() -> None:
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
    if not SHARED.is_dir():
        pytest.skip("the folder of real public data is not beside the project")
    return SHARED


def _staff(role: Role, force_code: str | None, *, prefix: str = "") -> User:
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
    return _staff(Role.FORCE_ANALYST, "city-of-london")


@pytest.fixture
def national_analyst(db) -> User:
    return _staff(Role.NATIONAL_ANALYST, None)


@pytest.fixture
def data_loader(db) -> User:
    return _staff(Role.DATA_LOADER, "city-of-london")


@pytest.fixture
def designer(db) -> User:
    return _staff(Role.SURVEY_DESIGNER, None)


@pytest.fixture
def second_designer(db) -> User:
    return _staff(Role.SURVEY_DESIGNER, None, prefix="second.")


@pytest.fixture
def safe_contact_officer(db) -> User:
    return _staff(Role.SAFE_CONTACT_OFFICER, "city-of-london")


@pytest.fixture
def second_officer(db) -> User:
    return _staff(Role.SAFE_CONTACT_OFFICER, "city-of-london", prefix="second.")


@pytest.fixture
def advocate(db) -> User:
    return _staff(Role.ADVOCATE, "city-of-london")


@pytest.fixture
def national_officer(db) -> User:
    return _staff(Role.SAFE_CONTACT_OFFICER, None, prefix="national.")


@pytest.fixture
def national_advocate(db) -> User:
    return _staff(Role.ADVOCATE, None, prefix="national.")


@pytest.fixture
def operations_lead(db) -> User:
    return _staff(Role.OPERATIONS_LEAD, "city-of-london")


@pytest.fixture
def national_lead(db) -> User:
    return _staff(Role.OPERATIONS_LEAD, None, prefix="national.")


@pytest.fixture
def protection_officer(db) -> User:
    return _staff(Role.DATA_PROTECTION_OFFICER, "city-of-london")


LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


def _client(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def sign_in(client: Client, user: User) -> None:
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
