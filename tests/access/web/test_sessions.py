import pytest
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.models import Session
from django.core import signing

from access.web.sessions import SessionStore, name_of_row
from tests.statements import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def session() -> SessionStore:
    session = SessionStore()
    session["visit"] = "kept"
    session.save()
    return session


class TestANewKey:
    def test_opens_what_the_old_one_opened(self, session: SessionStore) -> None:
        session.cycle_key()
        session.save()

        assert SessionStore(session.session_key)["visit"] == "kept"

    def test_leaves_nothing_behind_the_old_one(self, session: SessionStore) -> None:
        old = session.session_key

        session.cycle_key()

        assert session.session_key != old
        assert not SessionStore(old).exists(old)
        assert "visit" not in SessionStore(old)
        assert Session.objects.count() == 1

    def test_has_the_form_of_djangos(self, session: SessionStore) -> None:
        django_key = session.session_key

        session.cycle_key()

        assert session.session_key != django_key
        assert len(session.session_key) == len(django_key)
        assert SessionStore(session.session_key).session_key == session.session_key

    def test_is_one_write(self, session: SessionStore) -> None:
        assert queries_of(session.cycle_key) == 1

    def test_leaves_nothing_to_save_but_what_changes_after_it(self, session: SessionStore) -> None:
        session["visit"] = "begun"
        session.cycle_key()

        assert queries_of(session.save) == 0
        assert SessionStore(session.session_key)["visit"] == "begun"

        session["visit"] = "going on"
        session.save()

        assert SessionStore(session.session_key)["visit"] == "going on"

    def test_is_given_to_who_has_none(self) -> None:
        session = SessionStore()

        session.cycle_key()

        assert session.exists(session.session_key)

    def test_is_a_first_one_where_the_old_one_is_unknown(self) -> None:
        session = SessionStore("a" * 32)

        session.cycle_key()

        assert session.session_key != "a" * 32
        assert Session.objects.count() == 1

    @pytest.mark.safety
    def test_brings_back_nothing_that_was_ended_meanwhile(self, session: SessionStore) -> None:
        in_this_tab = SessionStore(session.session_key)
        assert in_this_tab["visit"] == "kept"
        session.flush()

        with pytest.raises(SessionInterrupted):
            in_this_tab.cycle_key()

        assert Session.objects.count() == 0


class TestACopyOfTheDatabase:
    def test_has_no_key_that_opens_a_session(self, session: SessionStore) -> None:
        row = Session.objects.get()

        assert row.session_key != session.session_key
        assert "visit" not in SessionStore(row.session_key)
        assert SessionStore(session.session_key)["visit"] == "kept"

    def test_does_not_tell_what_a_session_holds(self, session: SessionStore) -> None:
        row = Session.objects.get()

        for sealed in (row.session_data, row.session_data.partition(":")[0]):
            with pytest.raises(signing.BadSignature):
                signing.loads(sealed, salt=session.key_salt)
        assert session.decode(row.session_data) == {"visit": "kept"}

    def test_lends_no_session_to_who_writes_one_that_was_signed_alone(
        self, session: SessionStore
    ) -> None:
        signed = DatabaseSessions().encode({"_auth_user_id": "1"})
        Session.objects.update(session_data=signed)

        assert dict(SessionStore(session.session_key).items()) == {}

    def test_lends_no_session_to_who_puts_what_another_holds_into_their_own(
        self, session: SessionStore
    ) -> None:
        own = SessionStore()
        own.save()
        theirs = Session.objects.exclude(session_key=name_of_row(own.session_key)).get()
        Session.objects.filter(session_key=name_of_row(own.session_key)).update(
            session_data=theirs.session_data
        )

        assert dict(SessionStore(own.session_key).items()) == {}
        assert SessionStore(session.session_key)["visit"] == "kept"
