"""The part of ./dev run that needs Django. Safe to repeat."""

import fcntl
import os
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from access import actions as access_actions
from access import selectors as access_selectors
from access.actions import UnableToSetDataOriginError
from access.actor import Actor
from access.background import task_queue
from access.forces.reference_file import force_rows
from access.models import DataOrigin
from config.demo.plan import SEED, plan_for
from config.demo.seeding import figures, generation, loading
from config.demo.seeding.second_process import SecondProcess, without_collector
from config.demo.staff import accounts, alerts, cases, desks, interviews, proxies, texts, trials
from config.demo.victims.open_cases import AGREED_WORD
from survey.reading import actions as reading_actions

ACTOR = Actor.system("prepare")
FIGURES_AT_ONCE = 1
"""Quarters that are over: the newest, which pages show first."""


class Command(BaseCommand):
    help = "Make the database ready, with the simulated nation or, with --empty, for real people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="without the simulated nation")
        parser.add_argument(
            "--alone", action="store_true", help="no worker on this machine is at work already"
        )

    def handle(self, *, empty: bool, alone: bool, **options: Any) -> None:
        with self._one_at_a_time():
            self._prepare(empty=empty, is_alone=alone)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        name = connection.settings_dict["NAME"]
        if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
            yield
            return
        path = Path(name).with_suffix(".lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._say(_("Another start is at work here: waiting until it is done."))
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @without_collector()
    def _prepare(self, *, empty: bool, is_alone: bool) -> None:
        now = timezone.now()
        plan = plan_for(timezone.localdate(now), seed=SEED)
        # While the tables are made.
        is_worth_it = not empty and loading.is_to_be_seeded()
        with generation.start_generation(plan, is_worth_it=is_worth_it) as other:
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            origin = access_selectors.data_origin()
            if empty and origin == DataOrigin.Origin.SIMULATED:
                message = _("This database holds simulated people and stays so: name another file.")
                raise CommandError(message)
            if not empty and origin == DataOrigin.Origin.REAL:
                message = _("This database holds real people: start it with ./dev run --empty.")
                raise CommandError(message)
            if is_alone and connection.vendor == "sqlite":
                # Read by workers of this machine only.
                task_queue.take_back(at=now)
            if empty:
                try:
                    access_actions.set_data_origin(origin=DataOrigin.Origin.REAL, by=ACTOR, at=now)
                except UnableToSetDataOriginError as error:
                    raise CommandError(str(error)) from error
                self._bring_up_to_date(now)
                self._say(
                    _("An empty database for real people is ready: %(name)s")
                    % {"name": str(settings.DATABASES["default"]["NAME"])},
                    _("Sign in:  %(url)s") % {"url": self._url("account_login")},
                    _("Make the first two administrators, who invite everybody else:"),
                    f"    {_database_variable()}./dev manage create_user you@example.org"
                    " --name You --role administrator",
                )
            else:
                self._prepare_nation(now, other)
        if marker := os.environ.get("PREPARING"):
            # While this process puts its memory away.
            Path(marker).unlink(missing_ok=True)

    def _prepare_nation(self, now: datetime, other: SecondProcess | None) -> None:
        call_command(
            "seed_demo", newest=FIGURES_AT_ONCE, now=now, other=other,
            meanwhile=lambda: self._move_in(now), stdout=self.stdout, stderr=self.stderr,
        )  # fmt: skip
        figures.enqueue_break_off(at=now)
        desks.enqueue_desks(at=now)
        self._say(_("Everyone and everything in this database is SIMULATED. Open:"))
        self._say_links(now)
        case_key = cases.give_case(at=now)
        self._say(
            "  " + _("The development outbox:  %(url)s") % {"url": self._url("responses:outbox")},
            "      " + _("where it asks for the agreed word: %(word)s") % {"word": AGREED_WORD},
            "  " + _("Sign in as staff:  %(url)s") % {"url": self._url("account_login")},
            "      " + _("password of all: %(password)s") % {"password": accounts.PASSWORD},
            *(f"      {account.name:<24} {account.email}" for account in accounts.ACCOUNTS),
        )
        if case_key:
            found = _("A case that City Advocate finds, to hand a code over:  %(key)s")
            self._say("  " + found % {"key": case_key})

    def _move_in(self, now: datetime) -> None:
        self._bring_up_to_date(now)
        # Changes no finished quarter.
        accounts.make_accounts(by=ACTOR, at=now)
        cases.offer_cases(by=ACTOR, at=now)
        cases.rule_on_exclusions(at=now)
        alerts.answer_alerts(by=ACTOR, at=now)
        alerts.enqueue_old_alert(at=now)
        trials.run_trials(by=ACTOR, at=now)
        proxies.write_proxy_answers(at=now)
        texts.write_texts(by=ACTOR, at=now)
        interviews.set_up_interviews(
            word=AGREED_WORD, by=ACTOR, at=loading.latest_sending_time(now)
        )
        texts.write_coded_texts(at=now)

    def _bring_up_to_date(self, now: datetime) -> None:
        access_actions.load_forces(rows=force_rows(), by=ACTOR, at=now)
        reading_actions.publish_shipped_instruments(by=ACTOR, at=now)

    def _say_links(self, now: datetime) -> None:
        found = [
            (name, link)
            for code, name in settings.LANGUAGES
            if (link := loading.find_open_link(code, at=now))
        ]
        if not found:
            self._say(_("No link is open any more. Delete the folder .data for a new nation."))
        for name, link in found:
            self._say(
                "  "
                + _("A victim’s link (%(language)s):  %(link)s  gate answer: %(answer)s")
                % {"language": name, "link": link.link, "answer": link.gate_answer}
            )

    def _url(self, route: str) -> str:
        return settings.PUBLIC_BASE_URL.rstrip("/") + reverse(route)

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)


def _database_variable() -> str:
    url = os.environ.get("DATABASE_URL", "")
    return f"DATABASE_URL={shlex.quote(url)} " if url.startswith("sqlite") else ""
