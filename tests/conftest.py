"""What every test may lean on: forces and an instrument in the database, staff by role,
no network but the loopback, and a clock that is passed in."""

import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from access import actions as access_actions
from access import process_cache
from access.actor import Actor
from access.forces.reference_file import force_rows
from access.models import Force, User
from access.permissions import Role

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
TESTER = Actor.system("tests")
SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
# A busy machine is no fault of the code: properties have no deadline.
EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "50"))
hypothesis_settings.register_profile("house", deadline=None, max_examples=EXAMPLES)
hypothesis_settings.load_profile("house")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With TEST_DATABASE_ONLY only the tests that touch a database run: the others have had their
    say on the first one."""
    if os.environ.get("TEST_DATABASE_ONLY"):
        kept = [item for item in items if _touches_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if not _touches_database(item)])
        items[:] = kept


def _touches_database(item: pytest.Item) -> bool:
    return bool(
        item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """With TEST_STRICT a skipped test is a failed one: nothing hides behind a green run."""
    report = yield
    if os.environ.get("TEST_STRICT") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report


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
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """Forces and the short core stand in the database before any test. The longer instruments do
    not: trying every page of theirs in every language takes seconds that few tests need."""
    with django_db_blocker.unblock():
        access_actions.load_forces(rows=force_rows(), by=TESTER, at=NOW)
        publish_short_core()


def publish_short_core() -> None:
    from survey.publishing import actions as publishing_actions
    from survey.publishing import shipped

    for raw in shipped.definitions():
        if raw["code"] == "short-core":
            publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    """Argon2 is slow on purpose; the staff of a thousand tests need not wait for it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _remembers_nothing() -> None:
    """What the process keeps of the database must not outlive a test's rows."""
    process_cache.clear()


@pytest.fixture(autouse=True)
def _begins_in_english() -> None:
    """A request leaves its language behind, and the next test must not depend on it."""
    translation.activate("en")


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
    force = Force.objects.get(code=force_code) if force_code else None
    return access_actions.create_user(
        email=f"{prefix}{role.value}@example.org",
        name=f"{prefix}{role.value}".replace("_", " ").replace(".", " ").title(),
        password="correct horse battery",
        role=role,
        force=force,
        by=TESTER,
        at=NOW,
    )


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


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


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
def national_lead_client(national_lead: User) -> Client:
    return _client(national_lead)


@pytest.fixture
def lead_client(operations_lead: User) -> Client:
    return _client(operations_lead)
