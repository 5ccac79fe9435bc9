"""What staff and tasks ask of a nation's sensitive cases on SQLite: a million cases are made past
the actions, and each query is explained and timed. Of PostgreSQL `./dev bench volume` tells."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from access.actor import Actor
from access.bulk_write import write_columns
from access.models import Force, Membership, Organisation, User
from access.organisations import actions as organisations
from access.permissions import Role
from access.selectors import viewer_for
from responses import extract
from responses.case_files.case import CaseRow
from responses.cases.stages import period_of
from responses.casework.actions import offers, safe_contact
from responses.casework.selectors import work_list
from responses.casework.selectors.work_list import Wanted
from responses.models import Case, CaseTie, Contact, Import, StageEvent
from tests.responses.asked import load, row

BY = Actor.system("bench")
CASES, AT_ONCE, DAYS = 1_000_000, 50_000, 900
LARGE = ("responses_case", "responses_stageevent", "responses_contact")


def asking_for_sensitive_cases() -> None:
    at = timezone.now()
    began = time.perf_counter()
    forces = sorted(Force.objects.filter(valid_to=None).values_list("pk", flat=True))
    service = _service(at)
    _fill(forces, service, today=at.date())
    print(f"{CASES:,} cases on SQLite: {time.perf_counter() - began:.0f} s")
    officer = _person(Role.SAFE_CONTACT_OFFICER, forces[0])
    national = _person(Role.OPERATIONS_LEAD, None)
    adviser = User.objects.create(email="adviser@example.org", name="adviser")
    organisations.join(organisation=service, user=adviser, by=BY, at=at)
    today = at.date()
    for name, user in (("an officer", officer), ("a national lead", national), ("an adviser", adviser)):
        viewer = viewer_for(user)
        _say(f"who waits, {name}", lambda v=viewer: work_list.work_list(v, Wanted(), today=today))
    _say("renewals", lambda: safe_contact.note_renewals(by=BY, at=at))
    _say("cases to offer", lambda: offers.offer_cases(by=BY, at=at))
    period = period_of(today - timedelta(days=100))
    _say("coverage of a quarter", lambda: list(extract.frame_counts(period)))


def _say(name: str, ask: Callable[[], Any]) -> None:
    """What is read from end to end, by the plan, and the time of a second asking."""
    scans: set[str] = set()

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.startswith(("SELECT", "UPDATE", "WITH")):
            with connection.cursor().cursor as cursor:  # type: ignore[attr-defined]
                cursor.execute("EXPLAIN QUERY PLAN " + sql, params or ())
                found = " ".join(step[3] + ";" for step in cursor.fetchall())
            scans.update(t for t in LARGE if f"SCAN {t};" in found)
        return execute(sql, params, many, context)

    ask()
    began = time.perf_counter()
    ask()
    took = time.perf_counter() - began
    with connection.execute_wrapper(explain):
        ask()
    print(f"  {name}: {took * 1000:,.0f} ms; reads whole: {', '.join(sorted(scans)) or 'nothing'}")
