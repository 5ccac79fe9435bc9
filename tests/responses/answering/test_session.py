from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.web.sessions import IDLE_SECONDS, SessionStore
from responses.answering import session
from responses.answering.session import Ending, Farewell, Sent, Visit
from tests.conftest import NOW

VISIT = Visit(invitation_id=7, language="cy")
FAREWELL = Farewell(ending=Ending.STOPPED, language="cy", once="page")


@pytest.fixture
def store(db: None) -> SessionStore:
    return SessionStore()


class TestVisit:
    def test_names_each_question_answered_once(self) -> None:
        visit = VISIT.with_answered("Q-CON-1").with_answered("Q-ACT-2").with_answered("Q-CON-1")

        assert visit.answered == ("Q-CON-1", "Q-ACT-2")


class TestBegin:
    def test_takes_a_new_session_key(self, store: SessionStore) -> None:
        store.create()
        before = store.session_key

        session.begin(store, VISIT, at=NOW)

        assert store.session_key != before
        assert session.fresh_visit_in(store, at=NOW) == VISIT

    def test_forgets_an_earlier_farewell(self, store: SessionStore) -> None:
        session.end(store, FAREWELL, at=NOW)

        session.begin(store, VISIT, at=NOW)

        assert session.farewell_in(store, at=NOW) is None


class TestFreshVisit:
    def test_is_over_after_twenty_idle_minutes(self, store: SessionStore) -> None:
        session.keep(store, VISIT, at=NOW)

        assert session.fresh_visit_in(store, at=NOW + timedelta(minutes=20)) == VISIT
        assert session.fresh_visit_in(store, at=NOW + timedelta(minutes=20, seconds=1)) is None

    def test_is_still_known_to_who_wants_to_opt_out(self, store: SessionStore) -> None:
        session.keep(store, VISIT, at=NOW)

        assert session.visit_in(store) == VISIT

    def test_is_none_before_any_link_was_followed(self, store: SessionStore) -> None:
        assert session.fresh_visit_in(store, at=NOW) is None
        assert session.visit_in(store) is None


class TestEnd:
    def test_leaves_nothing_that_leads_to_a_person(self, store: SessionStore) -> None:
        session.keep(store, VISIT, at=NOW)

        session.end(store, FAREWELL, at=NOW)

        assert session.visit_in(store) is None
        assert set(store.keys()) == {"farewell", IDLE_SECONDS}
        assert set(store["farewell"]) == {"ending", "language", "once", "ticket", "seen_at"}

    def test_is_forgotten_after_thirty_minutes(self, store: SessionStore) -> None:
        session.end(store, FAREWELL, at=NOW)

        assert session.farewell_in(store, at=NOW + timedelta(minutes=30)) == FAREWELL
        assert session.farewell_in(store, at=NOW + timedelta(minutes=31)) is None


class TestFinish:
    SENT = Sent(once="page", language="cy", seed="seed")

    @pytest.fixture
    def finished(self, store: SessionStore) -> SessionStore:
        session.begin(store, VISIT, at=NOW)
        store.save()
        session.finish(store, self.SENT, at=NOW)
        return store

    def test_leaves_nothing_that_leads_to_a_person(self, finished: SessionStore) -> None:
        assert set(session.as_stored(finished).keys()) == {"sent", IDLE_SECONDS}
        assert set(finished["sent"]) == {"once", "language", "seed", "seen_at"}

    def test_keeps_the_key_of_a_browser_that_may_not_hear_of_another(
        self, store: SessionStore
    ) -> None:
        session.keep(store, VISIT, at=NOW)
        store.save()
        before = store.session_key

        session.finish(store, self.SENT, at=NOW)

        assert store.session_key == before

    def test_knows_the_same_press_for_two_minutes(self, finished: SessionStore) -> None:
        at = NOW + timedelta(minutes=2)

        assert session.sent_again(finished, once="page", at=at) == self.SENT
        assert session.sent_again(finished, once="page", at=at + timedelta(seconds=1)) is None
        assert session.sent_again(finished, once="other", at=NOW) is None
        assert session.sent_again(finished, once="", at=NOW) is None

    def test_brings_no_session_back_that_was_ended_meanwhile(self, store: SessionStore) -> None:
        session.keep(store, VISIT, at=NOW)
        store.save()
        session.as_stored(store).flush()

        is_here = session.finish(store, self.SENT, at=NOW)

        assert not is_here
        assert not store.exists(store.session_key)


@pytest.mark.databases
class TestWhatIsStored:
    @pytest.mark.slow
    @pytest.mark.django_db
    @given(
        st.builds(
            Visit,
            invitation_id=st.integers(min_value=1),
            language=st.sampled_from(["en", "cy", "ur"]),
            has_passed_gate=st.booleans(),
            is_equality_explained=st.booleans(),
            answered=st.lists(st.text(max_size=9), unique=True).map(tuple),
            once=st.text(max_size=12),
            led_to=st.text(max_size=20),
        )
    )
    def test_comes_back_as_it_was(self, visit: Visit) -> None:
        store = SessionStore()
        session.keep(store, visit, at=NOW)

        read_back = SessionStore().decode(store.encode(dict(store.items())))

        assert session.visit_in(read_back) == visit
