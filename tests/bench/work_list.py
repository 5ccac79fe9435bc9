"""What staff and tasks ask of a nation's sensitive cases on SQLite: a million cases are made past
the actions, and each query is explained and timed. Of PostgreSQL `./dev bench volume` tells."""

import os
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from access import actions as access_actions
from access.actor import Actor
from access.bulk_write import write_columns
from access.forces.reference_file import force_rows
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
from responses.models import Case, CaseTie, StageEvent
from responses.models.contacts import Contact
from tests.responses.asked import load, row

BY = Actor.system("bench")
CASES = int(os.environ.get("BENCH_CASES", "1_000_000"))
AT_ONCE, DAYS = 50_000, 900


def asking_for_sensitive_cases() -> None:
    at = timezone.now()
    began = time.perf_counter()
    access_actions.load_forces(rows=force_rows(), by=BY, at=at)
    forces = sorted(Force.objects.filter(valid_to=None).values_list("pk", flat=True))
    service = _service(at)
    _fill(forces, service, today=at.date())
    print(f"{CASES:,} cases on SQLite: {time.perf_counter() - began:.0f} s")
    officer = _person(Role.SAFE_CONTACT_OFFICER, forces[0])
    national = _person(Role.OPERATIONS_LEAD, None)
    adviser = User.objects.create(email="adviser@example.org", name="adviser")
    organisations.join(organisation=service, user=adviser, by=BY, at=at)
    today = at.date()
    for name, user in (
        ("an officer", officer),
        ("a national lead", national),
        ("an adviser", adviser),
    ):
        viewer = viewer_for(user.pk)
        assert viewer is not None
        _say(f"who waits, {name}", lambda v=viewer: work_list.work_list(v, Wanted(), today=today))
    _say("renewals", lambda: safe_contact.note_renewals(by=BY, at=at))
    _say("cases to offer", lambda: offers.offer_cases(by=BY, at=at))
    period = period_of(today - timedelta(days=100))
    _say("coverage of a quarter", lambda: list(extract.frame_counts(period)))


def _say(name: str, ask: Callable[[], Any]) -> None:
    """What is read from end to end, by the plans, and the time of a second asking."""
    scans: set[str] = set()

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.startswith(("SELECT", "UPDATE", "WITH")):
            execute("EXPLAIN QUERY PLAN " + sql, params, many, context)
            steps = [step[3] for step in context["cursor"].fetchall()]
            scans.update(step for step in steps if step.startswith("SCAN"))
        return execute(sql, params, many, context)

    ask()
    began = time.perf_counter()
    ask()
    took = time.perf_counter() - began
    with connection.execute_wrapper(explain):
        ask()
    print(f"  {name}: {took * 1000:,.0f} ms; {'; '.join(sorted(scans)) or 'scans nothing'}")


def _service(at: Any) -> Organisation:
    return organisations.create_organisation(
        name="Harbour", kind="idva", forces=Force.objects.filter(valid_to=None), by=BY, at=at
    )


def _person(role: Role, force: str | None) -> User:
    user = User.objects.create(email=f"{role}.{force}@example.org", name=role)
    Membership.objects.create(user=user, role=role, force_id=force)
    return user


def _fill(forces: Sequence[str], service: Organisation, *, today: Any) -> None:
    """One in ten is sensitive and waits until the forty-second day after its report; one in seven
    has a record, one in twenty names an adviser, one in a hundred was given to the service."""
    lead = User.objects.create(email="giver@example.org", name="lead")
    for force in forces:
        offers.set_rule(
            force=Force.objects.get(pk=force), route="IDVA", service=service, is_at_once=True,
            by=Actor.user(user_id=lead.pk, name="lead"), at=timezone.now(),
        )  # fmt: skip
    [case] = load(_example(forces[0], today))
    contact = Contact.objects.get(case=case)
    event = StageEvent(
        case=case, survey_stage="ST1", on=today, period="", decision="", decided_at=timezone.now()
    )
    tie = CaseTie(case=case, kind="given", organisation=service, tied_at=timezone.now(),
                  tied_by="lead", tied_by_id=lead.pk)  # fmt: skip
    for one in (event, tie):
        one.save()
        one.refresh_from_db()
    for start in range(0, CASES, AT_ONCE):
        with transaction.atomic():
            _fill_some(range(start + 10, start + 10 + AT_ONCE), forces, case, contact, event, tie,
                       today=today)  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _example(force: str, today: Any) -> CaseRow:
    day = today - timedelta(days=20)
    return row(case_key="example", force=force, reported_on=day, stage_on=day)


def _fill_some(
    numbers: range, forces: Sequence[str], case: Case, contact: Contact, event: StageEvent,
    tie: CaseTie, *, today: Any,
) -> None:  # fmt: skip
    days = [today - timedelta(days=n * 7919 % DAYS) for n in numbers]
    _write(case, numbers, id=list(numbers), force_id=[forces[n % len(forces)] for n in numbers],
           case_key=[f"VOLUME-{n}" for n in numbers], content_hash=[str(n) for n in numbers],
           reported_on=days,
           flags=[{} if n % 10 == 0 else case.flags for n in numbers])  # fmt: skip
    waits = [
        day + timedelta(days=42) if n % 10 == 0 and (today - day).days < 42 else None
        for n, day in zip(numbers, days, strict=True)
    ]
    _write(event, numbers, id=list(numbers), case_id=list(numbers), on=days,
           period=[period_of(day) for day in days],
           decision=["NOSAFE" if n % 10 == 0 else "PENDING" if (today - day).days < 14 else "LATE"
                     for n, day in zip(numbers, days, strict=True)],
           needs_word_or_code=[n % 10 == 0 for n in numbers],
           waits_for_staff_until=waits)  # fmt: skip
    agreed = [n % 7 == 3 for n in numbers]
    _write(contact, numbers, id=list(numbers), case_id=list(numbers),
           person_key=[f"person-{n}" for n in numbers],
           advocate_route=["IDVA" if n % 20 == 0 else "" for n in numbers],
           number_safe=["yes" if is_so else "unknown" for is_so in agreed],
           safe_channel=["sms" if is_so else "" for is_so in agreed],
           safe_confirmed_by=["officer" if is_so else "" for is_so in agreed],
           safe_confirmed_on=[today - timedelta(days=n % 100) if is_so else None
                              for n, is_so in zip(numbers, agreed, strict=True)],
           safe_word_hash=["hash" if is_so else "" for is_so in agreed],
           safe_word_by=["officer" if is_so else "" for is_so in agreed])  # fmt: skip
    given = [n for n in numbers if n % 100 == 30]
    _write(tie, given, id=given, case_id=given)


def _write(like: Model, numbers: Sequence[int], **columns: Sequence[object]) -> None:
    """As many rows as there are numbers: `columns`, and otherwise like one row."""
    fields = [field.attname for field in like._meta.concrete_fields]
    every = {name: columns.get(name) or [getattr(like, name)] * len(numbers) for name in fields}
    write_columns(type(like), columns=every)
