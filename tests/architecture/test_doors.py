import ast
from pathlib import Path

import pytest

from tests.architecture import source
from tests.architecture.source import name, place
from tests.architecture.test_code import is_actions, listed

# A method of this name writes rows, unless it is called on something of another kind.
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create",
}  # fmt: skip

# Modules that store for actions to call: each one's rows are written nowhere else.
STORES = {
    "access/audit.py": "the trail of what was done",
    "access/approval/decisions.py": "signatures, in the transaction of what they decide",
    "access/audit_chain/": "the chain of the trail, which the worker alone makes",
    "access/administration/mails.py": "mails about accounts, in the transaction of what they tell",
    "access/background/": "runs of background work",
    "access/bulk_write.py": "rows by the thousand",
    "access/continuity/": "whether the database is the latest copy of itself",
    "access/destruction/bulk_delete.py": "rows deleted by the thousand",
    "access/digests/mails.py": "mails to staff, each made once",
    "access/api_keys/last_use.py": "the day of a key's last use, one write a day",
    "access/systems/idempotency.py": "the answer of a call, in the transaction of what it did",
    "access/webhooks/events.py": "what other systems are told, in the transaction of the change",
    "access/limits/": "how many tries failed",
    "access/web/sessions.py": "sessions, which Django keeps in rows",
    "access/models.py": "Django asks that a user be made by the manager",
    "config/demo/staff/texts.py": "words of the simulated nation’s past, as triage left them",
    "config/demo/staff/cases.py": "rulings of the simulated nation's past",
    "config/demo/staff/proxies.py": "codes of the simulated nation's past",
    "config/demo/staff/desks.py": "that two people key its forms",
    "config/demo/staff/accounts.py": "one password hash for all accounts of the simulated nation",
    "responses/answering/session.py": "what is left of a visit when its answers are sent in",
    "responses/continuity/restored_calls.py": "calls that a restored database had forgotten",
    "responses/continuity/restored_sendings.py": "sendings that a restored database had forgotten",
    "responses/cases/case_work.py": "who worked on a case, in the transaction of what they did",
    "responses/eligibility/marks.py": "by what those are found that wait for something",
    "responses/imports/case_events.py": "the history of a case, as its source tells it",
    "responses/imports/holding.py": "what waits for a second person",
    "responses/imports/progress.py": "how far a load is, outside its transaction",
    "responses/imports/import_records.py": "the record of a load",
    "responses/imports/snapshots.py": "cases as they were before a load",
    "analytics/alerts/quality/counting.py": "counts of a week, made again from its answers",
    "analytics/releases/presenters/workbooks.py": "a workbook in memory, and no row",
    "responses/interviewing/call_ends.py": "the step of a call, and its end, under its lock",
    "responses/follow_up/withdrawn_wishes.py": "contact requests of withdrawn answers",
    "responses/invitations/link_renewal.py": "the link that a message in hand carries",
    "responses/invitations/message_ends.py": "what became of a message that a sender has in hand",
    "responses/themes/coded_texts.py": "what was made of words that are destroyed",
    "responses/vault/": "contact details, behind one door",
}

# What has methods of the same names and is no row: by the expression they are called on.
NO_ROWS = {
    "_kept", "aimed", "canvas", "catalogue", "digest", "fresh.initial", "held", "known",
    "self.filled", "self.signs", "self.suspicious", "shares", "super()", "taken", "updated",
}  # fmt: skip


def is_store(path: Path) -> bool:
    return is_actions(path) or name(path).startswith(tuple(STORES))


def writes() -> list[tuple[Path, ast.Call]]:
    return [
        (path, node)
        for path, node in source.each(ast.Call)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ast.unparse(node.func.value) not in NO_ROWS
    ]


class TestRows:
    @pytest.mark.slow
    def test_are_written_by_actions_and_declared_stores_alone(self) -> None:
        elsewhere = [
            f"{place(path, node)} {ast.unparse(node.func)}"
            for path, node in writes()
            if not is_store(path)
        ]

        assert not elsewhere, (
            "Write rows in an action, which has its transaction and its audit row; a store that "
            f"actions share is declared in STORES:{listed(elsewhere)}"
        )

    @pytest.mark.slow
    def test_have_no_store_that_writes_nothing(self) -> None:
        writing = {name(path) for path, _ in writes()} | {"access/bulk_write.py"}

        idle = [store for store in STORES if not any(each.startswith(store) for each in writing)]

        assert not idle, f"Take these out of STORES:{listed(idle)}"


# Where there is no request, or where the request is told who is asking.
TELLS_THE_REQUEST = ("access/web/", "access/sign_in/api_keys.py")
WITHOUT_A_REQUEST = {
    "access/web/guards.py": "the one place for whoever has a request",
    "analytics/management/people.py": "commands that take two people",
    "config/demo/staff/cases.py": "the simulated staff",
    "access/sign_in/trail.py": "who signs in, of whom the request knows nothing yet",
    "config/demo/staff/interviews.py": "the simulated interviewer",
    "config/demo/staff/alerts.py": "what they make of alerts",
    "config/demo/staff/desks.py": "the simulated staff",
    "config/demo/staff/texts.py": "the simulated staff",
    "config/demo/staff/trials.py": "the simulated staff",
    "access/management/commands/note_restore_tried.py": "a command",
    "responses/management/commands/import_cases.py": "a command",
    "responses/management/commands/release_restored.py": "a command",
    "responses/imports/selectors/imports.py": "background work on behalf of who asked for it",
    "responses/imports/selectors/uploads.py": "background work on behalf of who asked for it",
    "survey/management/commands/import_instrument.py": "a command",
    "survey/management/commands/publish_instrument.py": "a command",
}


class TestWhoIsAsking:
    @pytest.mark.slow
    def test_is_read_off_the_request_in_one_place(self) -> None:
        read = [
            place(path, node)
            for path, node in source.each(ast.Attribute)
            if ast.unparse(node) in {"request.viewer", "self.request.viewer"}
            and not name(path).startswith(TELLS_THE_REQUEST)
        ]

        assert not read, f"Call access.web.guards.viewer_of(request):{listed(read)}"

    @pytest.mark.slow
    def test_becomes_an_actor_in_one_place_where_there_is_a_request(self) -> None:
        made = [
            place(path, node)
            for path, node in source.each(ast.Call)
            if ast.unparse(node.func) in {"Actor.user", "actor.Actor.user"}
            and name(path) not in WITHOUT_A_REQUEST
        ]

        assert not made, f"Call access.web.guards.actor_of(request):{listed(made)}"
