import json
import re
import subprocess
import sys
import urllib.request
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from access import audit
from access.actor import RESPONDENT, Actor
from access.audit import AuditKind
from access.models import ScheduledSlot, TaskRun
from config.watching import exporting
from responses.models import OutboxMessage, SendingLine
from responses.sms.delivery_states import MessageState, Pause
from tests.conftest import NOW
from tests.responses import asked

ROOT = Path(__file__).resolve().parents[3]
MINUTE = timedelta(minutes=1)


def told() -> dict[str, dict[str, float]]:
    return {measure.name: dict(values) for measure, values in exporting.read_all(at=NOW)}


def value(name: str) -> float:
    [found] = told()[name].values()
    return found


@pytest.mark.django_db
class TestAMeasure:
    def test_of_the_queue_is_the_age_of_what_waits_longest(self) -> None:
        waiting = {"task": "a.b", "wanted_at": NOW - 9 * MINUTE}
        TaskRun.objects.create(**waiting, arguments="[1]", hand_out_at=NOW - 5 * MINUTE)
        TaskRun.objects.create(**waiting, arguments="[2]", hand_out_at=NOW + MINUTE)

        assert value("survey_task_waiting_seconds") == 300

    def test_of_the_clock_is_how_late_its_tasks_are(self) -> None:
        call = exporting.SCHEDULE
        for entry in call:
            ScheduledSlot.objects.create(task=entry.task, slot_at=entry.cadence.latest(NOW))
        assert value("survey_schedule_late_seconds") == 0

        ScheduledSlot.objects.filter(task=call[0].task).update(slot_at=NOW - MINUTE)
        with patch.object(exporting, "SCHEDULE", call[:1]):
            later = dict(exporting._schedule(NOW + 30 * MINUTE / 60))

        assert later == {"": 30.0}

    def test_of_the_clock_is_how_far_it_was_put_back(self) -> None:
        for entry in exporting.SCHEDULE:
            ScheduledSlot.objects.create(task=entry.task, slot_at=NOW)

        assert value("survey_schedule_late_seconds") == 0
        assert exporting._schedule(NOW - timedelta(seconds=10)) == {"": 0.0}
        assert exporting._schedule(NOW - 60 * MINUTE) == {"": 3600.0}

    def test_of_sending_is_the_age_of_the_message_that_waits_longest(self) -> None:
        asked.queued(asked.row(), asked.row())
        OutboxMessage.objects.update(state=MessageState.DUE, due_at=NOW - 40 * MINUTE)

        assert value("survey_message_due_seconds") == 40 * 60

    def test_of_sending_knows_the_hours_and_a_pause(self) -> None:
        asked.queued(asked.row())
        OutboxMessage.objects.update(state=MessageState.DUE, due_at=NOW - 40 * MINUTE)
        night = NOW.replace(hour=23)
        transport = OutboxMessage.objects.get().transport
        assert dict(exporting.operations._due(night)) == {"": 0.0}

        SendingLine.objects.update_or_create(
            transport=transport,
            defaults={"next_turn_at": NOW, "pause": Pause.MINUTE, "paused_until": NOW + MINUTE},
        )

        assert value("survey_message_due_seconds") == 0
        assert told()["survey_sending_paused"]["minute"] == 1

    def test_of_people_is_a_yes_or_an_age_and_never_a_count(self) -> None:
        asked.queued(asked.row(), asked.row(), asked.row())
        OutboxMessage.objects.update(state=MessageState.SET_ASIDE, fault="no route")

        assert value("survey_messages_set_aside") == 1

    def test_of_stops_is_a_yes_where_one_door_brought_very_many(self) -> None:
        def brought(number: int, by: Actor) -> None:
            for _stop in range(number):
                audit.record(AuditKind.CONTACT_OPTED_OUT, by=by, at=NOW, channel="api")

        with patch.object(exporting.operations, "MANY_STOPS", 3):
            brought(4, RESPONDENT)
            brought(3, Actor.system("one"))
            brought(3, Actor.system("another"))
            assert value("survey_stops_many") == 0
            brought(1, Actor.system("one"))
            assert value("survey_stops_many") == 1
            assert dict(exporting.operations._many_stops(NOW + timedelta(days=1))) == {"": 0.0}

    @pytest.mark.databases
    def test_of_a_database_that_does_not_answer_is_that_alone(self) -> None:
        gone = OperationalError("gone")

        with patch.object(
            exporting.MEASURES[0].read.__globals__["TaskRun"].objects, "filter", side_effect=gone
        ):
            assert told() == {"survey_database": {"": 0.0}}


@pytest.mark.django_db
class TestTheFilesThatWatchersTake:
    def test_ask_for_nothing_that_is_not_told_and_leave_nothing_out(self) -> None:
        counts = {"survey_answers_total", "survey_answer_seconds_bucket"}
        ours = set(told()) | counts
        rules = (ROOT / "deploy/prometheus/alerts.yml").read_text()
        panels = json.loads((ROOT / "deploy/grafana/dashboard.json").read_text())["panels"]
        shown = " ".join(target["expr"] for panel in panels for target in panel["targets"])

        for asked_for in (rules, shown):
            assert set(re.findall(r"survey_\w+", asked_for)) == ours

    def test_name_no_force_person_or_route(self) -> None:
        labels = {measure.label for measure, _values in exporting.read_all(at=NOW)}

        assert labels == {"", "disk", "kind", "pause"}


class TestTheExporter:
    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "8.8.8.8", "survey.example.org", ""])
    def test_binds_to_no_public_address(self, host: str) -> None:
        with pytest.raises(CommandError, match="private network"):
            call_command("export_metrics", bind=f"{host}:9464")

    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "10.20.0.11"])
    def test_binds_to_a_private_one(self, host: str) -> None:
        exporting.refuse_public(host)

    @pytest.mark.slow
    @pytest.mark.django_db
    def test_adds_up_what_the_processes_of_a_machine_counted(self, tmp_path, settings) -> None:
        settings.METRICS_DIR = str(tmp_path)
        for _process in range(2):
            subprocess.run([sys.executable, "-c", COUNT, str(tmp_path)], cwd=ROOT, check=True)

        with patch.object(exporting, "MEASURES", ()):
            server, thread = exporting.serve(host="127.0.0.1", port=0)
            url = f"http://127.0.0.1:{server.server_port}/metrics"
            said = urllib.request.urlopen(url, timeout=5).read().decode()
            server.shutdown()
            server.server_close()
            thread.join()

        assert 'survey_answers_total{reader="respondents",status="5xx"} 16.0' in said
        assert "survey_database 1.0" in said


COUNT = """
import sys
from django.conf import settings
settings.configure(METRICS_DIR=sys.argv[1])
from access.telemetry import web_counts
from concurrent.futures import ThreadPoolExecutor
def answer(_number):
    web_counts.count(reader="respondents", status=503, seconds=.2)
with ThreadPoolExecutor(8) as threads:
    list(threads.map(answer, range(8)))
"""
