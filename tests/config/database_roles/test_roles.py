import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client, override_settings

from access import audit
from access.audit import AuditKind
from access.audit_chain import chaining as audit_chain
from access.continuity import holding
from access.models import Continuity
from access.permissions import Role
from access.web import frames
from config.database_roles import grants, sql
from config.routes import chains
from responses.invitations.actions import opt_outs
from responses.models import Case, Contact, DangerNotice, Response
from responses.models.contacts import Suppression
from responses.vault import contacts
from tests.conftest import NOW, TESTER, _client
from tests.responses.answering.test_public_start import answer_all
from tests.responses.answering.test_public_withdraw import take_out, words_on
from tests.responses.asked import decide, load, row
from tests.responses.invited import NO_FLAGS, invite
from tests.responses.triage import at_the_desk
from tests.responses.triage.danger import notices

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
DENIED = "permission denied"
MOBILE = "+447700900555"


@pytest.fixture(autouse=True)
def cases() -> None:
    load(row(case_key="K-1", contact_mobile=MOBILE))
    load(row(case_key="M-1", contact_mobile=MOBILE, force="metropolitan"))
    run("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in grants.statements():
        run(statement)


def run(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _noting(ran: list[str]) -> Callable[..., object]:
    execute = CursorWrapper.execute

    def noted(self: CursorWrapper, statement: str, params: object = None) -> object:
        ran.append(statement)
        return execute(self, statement, params)

    return noted


@contextmanager
def under(role: str, *, reach: str | None = None) -> Iterator[None]:
    run(f"SET LOCAL ROLE {role}")
    if reach is not None:
        run(f"SET LOCAL survey.reach = '{reach}'")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            run("RESET ROLE")
            run("SET LOCAL survey.reach = ''")


def is_refused(statement: str) -> bool:
    try:
        with transaction.atomic():
            run(statement)
    except DatabaseError as error:
        return DENIED in str(error)
    return False


def keys() -> list[str]:
    return sorted(key for (key,) in run("SELECT case_key FROM responses_case"))


class TestStaff:
    def test_see_the_cases_of_a_force_in_reach_and_no_others(self):
        with under(sql.STAFF, reach="city-of-london"):
            assert keys() == ["K-1"]
        with under(sql.STAFF, reach="city-of-london,metropolitan"):
            assert keys() == ["K-1", "M-1"]
        with under(sql.STAFF, reach="*"):
            assert keys() == ["K-1", "M-1"]

    def test_see_none_where_nobody_said_how_far_they_reach(self):
        with under(sql.STAFF):
            assert keys() == []
        with under(sql.STAFF, reach=""):
            assert keys() == []

    def test_see_no_way_to_reach_a_victim_of_another_force(self):
        theirs = Contact.objects.get(case__case_key="M-1").pk
        with under(sql.STAFF, reach="city-of-london"):
            assert run(f"SELECT id FROM responses_contact WHERE id = {theirs}") == []
            assert run("SELECT count(*) FROM responses_contact") == [(1,)]

    def test_see_no_event_of_another_force(self):
        decide()
        with under(sql.STAFF, reach="city-of-london"):
            assert run("SELECT count(*) FROM responses_stageevent") == [(1,)]
        with under(sql.STAFF, reach="*"):
            assert run("SELECT count(*) FROM responses_stageevent") == [(2,)]

    def test_saf_13_see_a_danger_notice_at_its_desk_and_where_it_was_sent(self):
        notices.staff("Rook", Role.CONTROL_ROOM)
        notice = notices.send(notices.danger_text(), at_the_desk.reader("Ash"))
        settle()

        def count_rows(reach: str) -> list[int]:
            with under(sql.STAFF, reach=reach):
                tables = ("responses_dangernotice", "responses_sealeddanger")
                return [run(f"SELECT count(*) FROM {table}")[0][0] for table in tables]

        assert [count_rows(reach) for reach in ("city-of-london", "kent", "*")] == [
            [1, 1], [0, 0], [1, 1],
        ]  # fmt: skip
        DangerNotice.objects.filter(pk=notice.pk).update(desk_force=None, receiver="kent")
        settle()
        assert [count_rows(reach) for reach in ("city-of-london", "kent")] == [[0, 0], [1, 1]]
        with under(sql.PUBLIC):
            assert is_refused("SELECT 1 FROM responses_dangernotice")
            assert is_refused("SELECT 1 FROM responses_sealeddanger")

    @pytest.mark.parametrize("table", sorted(grants.BY_PARENT))
    def test_have_a_parent_looked_for_row_by_row(self, table):
        asked = f"SELECT qual FROM pg_policies WHERE policyname = '{sql.POLICY}'"
        [(rule,)] = run(f"{asked} AND tablename = '{table}'")

        assert "EXISTS" in rule
        assert " IN (" not in rule

    def test_change_no_row_out_of_reach(self):
        with under(sql.STAFF, reach="city-of-london"):
            run("UPDATE responses_case SET case_key = 'stolen'")

        assert keys() == ["M-1", "stolen"]

    def test_neither_bring_a_case_out_of_reach_nor_make_one_there(self):
        other = """'{"id": 999, "case_key": "K-9", "force_id": "metropolitan"}'"""
        copy = f"SELECT (jsonb_populate_record(one, {other})).* FROM responses_case one"
        for statement, reason in (
            ("UPDATE responses_case SET force_id = 'metropolitan'", "never changes its force"),
            (f"INSERT INTO responses_case {copy}", "policy"),
        ):
            with (
                under(sql.STAFF, reach="city-of-london"),
                pytest.raises(DatabaseError, match=reason),
                transaction.atomic(),
            ):
                run(statement)

    def test_write_to_the_audit_trail_and_change_nothing_of_it(self):
        with under(sql.STAFF, reach="*"):
            audit.record(AuditKind.CASE_FOUND, by=TESTER, at=NOW)
            assert is_refused("UPDATE access_auditevent SET actor_name = 'x'")
            assert is_refused("DELETE FROM access_auditevent")
            assert is_refused("DELETE FROM access_auditlink")
            assert is_refused("TRUNCATE access_auditevent")

    def test_take_no_policy_away(self):
        with under(sql.STAFF, reach="city-of-london"):
            for statement in (
                "ALTER TABLE responses_case DISABLE ROW LEVEL SECURITY",
                "DROP POLICY reach_of_forces ON responses_case",
            ):
                with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
                    run(statement)
            with pytest.raises(DatabaseError), transaction.atomic():
                run("SET ROLE survey_worker_login")


class TestAPageOfStaff:
    def test_tells_the_database_how_far_its_viewer_reaches(
        self, settings, safe_contact_officer, national_officer
    ):
        settings.ROW_SECURITY = True
        seen = []
        for user in (safe_contact_officer, national_officer):
            assert _client(user).get("/staff/").status_code == 200
            seen.append(run("SELECT current_setting('survey.reach')")[0][0])

        assert seen == ["city-of-london", "*"]

    def test_after_another_reaches_as_far_as_its_own_viewer(
        self, settings, client, national_officer
    ):
        settings.ROW_SECURITY = True
        _client(national_officer).get("/staff/")
        client.get("/staff/")

        assert run("SELECT current_setting('survey.reach')") == [("",)]

    def test_that_forgets_to_ask_whose_a_case_is_shows_none_of_another_force(
        self, settings, safe_contact_officer, rf
    ):
        settings.ROW_SECURITY = True
        with under(sql.STAFF):
            _client(safe_contact_officer).get("/staff/")

            assert list(Case.objects.values_list("case_key", flat=True)) == ["K-1"]


class TestTheWorker:
    def test_chains_destroys_and_changes_no_event(self):
        with under(sql.WORKER):
            audit.record(AuditKind.CASE_FOUND, by=TESTER, at=NOW)
            assert audit_chain.chain(at=NOW) > 0
            assert is_refused("UPDATE access_auditevent SET actor_name = 'x'")
            assert is_refused("UPDATE access_auditlink SET hash = 'x'")
            assert is_refused("DELETE FROM access_audithead")
            run("DELETE FROM access_auditevent WHERE kind = 'case.found'")

    def test_reads_no_secret_by_which_somebody_signs_in(self):
        with under(sql.WORKER):
            assert is_refused("SELECT data FROM mfa_authenticator")

    def test_works_for_all_forces(self):
        with under(sql.WORKER):
            assert keys() == ["K-1", "M-1"]


class TestThePublic:
    def test_reads_no_staff_no_key_no_figure_and_no_trail(self):
        with under(sql.PUBLIC):
            for table in (
                "access_user", "access_membership", "access_apikey", "mfa_authenticator",
                "account_emailaddress", "access_webhookendpoint", "analytics_cell",
                "analytics_weightrun", "analytics_showntable", "responses_uploadpart",
                "access_auditlink",
            ):  # fmt: skip
                assert is_refused(f"SELECT * FROM {table}"), table
            assert is_refused("SELECT target FROM access_auditevent")

    def test_writes_to_the_audit_trail_and_changes_nothing_of_it(self):
        with under(sql.PUBLIC):
            audit.record(AuditKind.CONTACT_OPTED_OUT, by=TESTER, at=NOW)
            assert is_refused("UPDATE access_auditevent SET actor_name = 'x'")
            assert is_refused("DELETE FROM access_auditevent")

    def test_makes_nobody_more_contactable(self):
        with under(sql.PUBLIC):
            assert is_refused("UPDATE responses_case SET flags = '{}'")
            assert is_refused("DELETE FROM responses_case")
            assert is_refused("INSERT INTO responses_outboxmessage (id) VALUES (1)")


class TestRespondentsPages:
    @pytest.fixture(autouse=True)
    def _now(self, time_machine) -> None:
        time_machine.move_to(NOW, tick=False)

    def test_let_somebody_answer_send_it_in_and_take_it_out_again(self):
        invited = invite()
        settle()
        with under(sql.PUBLIC):
            last = answer_all(Client(), invited)
            words = words_on(last)
            assert len(words.split()) == 6
            assert take_out(words).status_code == 200

        assert Response.objects.get().withdrawn_at

    def test_open_to_the_word_of_a_sensitive_case(self):
        invited = invite(word="lapwing", flags=NO_FLAGS | {"domestic_abuse": True})
        settle()
        with under(sql.PUBLIC):
            client = Client()
            client.get(f"/{invited.token}")
            refused = client.post("/g/", {"answer": "1984"})
            opened = client.post("/g/", {"answer": "lapwing"})

        assert (refused.status_code, opened.status_code) == (200, 302)

    def test_let_somebody_stop_all_contact_in_every_force(self):
        invited = invite()
        settle()
        with under(sql.PUBLIC):
            client = Client()
            client.get(f"/{invited.token}")
            assert client.post("/t/").status_code == 200
            assert client.post("/t/").status_code == 200

        assert Suppression.objects.exists()


def settle() -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")


class TestTheReach:
    def test_of_what_is_written_is_judged_by_the_application_alone(self, rf):
        assert frames.reach_of(rf.post("/staff/find-case/"), None) == "*"
        assert frames.reach_of(rf.get("/staff/find-case/"), None) == ""
        assert frames.reach_of(rf.get("/api/v1/cases/"), None) == ""
        assert frames.reach_of(rf.get("/q/1/"), None) == "*"


class TestThePagesForEverybody:
    @pytest.mark.parametrize("path", ["/", "/cy/", "/status/", "/readyz"])
    def test_are_answered_under_their_role(self, path: str) -> None:
        with (
            under(sql.PUBLISHED),
            override_settings(
                SERVES="published",
                KNOWS_PEOPLE=False,
                ROOT_URLCONF="config.routes.published",
                MIDDLEWARE=chains.PUBLISHED,
            ),
        ):
            assert Client().get(path).status_code == 200

    def test_read_no_case_and_no_answer(self) -> None:
        with under(sql.PUBLISHED):
            for table in ("responses_case", "responses_response", "access_user"):
                assert is_refused(f"SELECT 1 FROM {table}")


class TestWhateverProcess:
    @pytest.mark.parametrize("role", [sql.PUBLIC, sql.STAFF, sql.WORKER])
    def test_holds_a_restored_database(self, role: str) -> None:
        with under(role):
            holding.hold(Continuity.HoldReason.OLDER_COPY, by=TESTER, at=NOW)

        assert holding.hold_reason()


class TestACommand:
    def test_under_the_login_of_pages_stops_a_number_in_all_its_cases(self) -> None:
        with under(sql.STAFF, reach=""):
            frames.open_to_commands(connection=connection)
            opt_outs.opt_out_number(mobile=MOBILE, channel="desk", by=TESTER, at=NOW)

            assert len(contacts.cases_of_number(MOBILE)) == 2

    @pytest.mark.slow
    def test_asks_for_every_row_from_its_first_connection(self) -> None:
        said = "from django.db import connection; connection.ensure_connection(); "
        said += "c = connection.cursor(); c.execute('SHOW survey.reach'); print(c.fetchone()[0])"
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-c", said],
            cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
        )  # fmt: skip

        assert done.stdout.strip().endswith("*")


class TestARestoredCopy:
    def test_has_the_roles_that_it_names_made_on_a_server_without_them(self, monkeypatch, tmp_path):
        ran: list[str] = []
        monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", _noting(ran))

        def load(_file: object) -> None:
            ran.append("load")

        monkeypatch.setattr("access.continuity.copies.load", load)
        monkeypatch.setattr("access.continuity.copies.is_empty", lambda: True)
        call_command("restore", str(tmp_path / "copy"))

        before = "".join(ran[: ran.index("load")])
        assert all(f"CREATE ROLE {role} NOLOGIN" in before for role in sql.ROLES)

    def test_asks_for_no_right_to_make_any_where_all_are_there(self):
        with under("survey_worker"):
            for statement in sql.missing_roles():
                run(statement)
