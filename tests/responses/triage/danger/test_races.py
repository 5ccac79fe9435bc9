from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from access import actions as access_actions
from access.forces.reference_file import force_rows
from access.models import AuditEvent, User
from access.permissions import Role
from responses.models import DangerNotice, DangerOpening, SealedDanger
from responses.triage.danger import actions
from responses.triage.danger.actions import DangerError
from responses.triage.risk.reading import RiskCategory
from tests.conftest import NOW, TESTER, publish_short_core
from tests.responses.triage.at_the_desk import on_the_rota
from tests.responses.triage.danger.notices import REASON, actor, danger_text, send, staff

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.databases,
    pytest.mark.safety,
]
ROUNDS = 3
DUE = NOW + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _reference(db) -> None:
    access_actions.load_forces(rows=force_rows(), by=TESTER, at=NOW)
    publish_short_core()


@pytest.fixture
def people() -> tuple[User, User, User]:
    first, second = on_the_rota("Ash", "Birch")
    return first, second, staff("Rook", Role.CONTROL_ROOM)


def _does(act: Callable[[], object]) -> bool:
    try:
        act()
    except DangerError:
        return False
    return True


def at_once(*presses: Callable[[], object]) -> list[bool]:
    if connection.vendor != "postgresql":
        return [_does(act) for act in presses]
    barrier = Barrier(len(presses))

    def press(act: Callable[[], object]) -> bool:
        try:
            barrier.wait(timeout=20)
            return _does(act)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as threads:
        return list(threads.map(press, presses))


class TestTwoReadersAtOnce:
    def test_saf_3_send_one_notice(self, people):
        for _round in range(ROUNDS):
            text = danger_text()

            done = at_once(
                *(lambda by=by, text=text: send(text, by) for by in (*people[:2], *people[:2]))
            )

            assert sum(done) == 1
            notice = DangerNotice.objects.get(text=text)
            assert SealedDanger.objects.filter(notice=notice).count() == 1
            target = f"responses.DangerNotice {notice.pk}"
            assert AuditEvent.objects.filter(kind="danger.sent", target=target).count() == 1

    def test_saf_3_make_up_the_two_of_ongoing_harm(self, people):
        for _round in range(ROUNDS):
            text = danger_text(RiskCategory.SERIOUS)

            done = at_once(*(lambda by=by, text=text: send(text, by) for by in people[:2]))

            notice = DangerNotice.objects.get(text=text)
            assert done == [True, True]
            assert notice.state == "sent"
            assert {notice.asked_by, notice.second_by} == set(people[:2])

    def test_saf_3_do_not_count_as_two_when_they_are_one(self, people):
        text = danger_text(RiskCategory.SERIOUS)

        done = at_once(*(lambda: send(text, people[0]) for _ in range(4)))

        assert sum(done) == 1
        assert DangerNotice.objects.get(text=text).state == "asked"

    def test_saf_3_open_details_once_each(self, people):
        notice = send(danger_text(), people[0])

        done = at_once(*(lambda by=by: opens(notice, by) for by in (*people[:2], *people[:2])))

        assert sum(done) == 2
        assert DangerOpening.objects.filter(notice=notice).count() == 2


def opens(notice: DangerNotice, by: User) -> None:
    actions.open_as_reader(notice=notice, reason=REASON, by=actor(by), at=DUE)


class TestAConfirmationAtTheDeadline:
    def test_saf_3_leaves_no_reader_with_the_details(self, people):
        reader, _other, room = people
        for _round in range(ROUNDS):
            notice = send(danger_text(), reader)
            actions.open_as_unit(notice=notice, by=actor(room), at=DUE)

            at_once(
                lambda n=notice: actions.confirm(notice=n, by=actor(room), at=DUE),
                lambda n=notice: opens(n, reader),
                lambda: actions.note_unconfirmed(by=TESTER, at=DUE),
            )

            notice.refresh_from_db()
            assert notice.state == "confirmed"
            with pytest.raises(DangerError):
                actions.read_as_reader(notice=notice, by=actor(reader), at=DUE)

    def test_saf_3_is_noted_as_late_once_by_two_workers(self, people):
        notice = send(danger_text(), people[0])

        at_once(*(lambda: actions.note_unconfirmed(by=TESTER, at=DUE) for _ in range(3)))

        target = f"responses.DangerNotice {notice.pk}"
        late = AuditEvent.objects.filter(kind="danger.unconfirmed", target=target)
        assert late.count() == 1
