"""A seeded sample of `./dev faults` (decision 25): some of its kills, a breeze of its storm."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy import cluster

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def said() -> str:
    sample = {"people": 60, "kills": 10, "answers": 8, "storm": 150, "freezes": 8, "down": 40}
    options = [word for name, count in sample.items() for word in (f"--{name}", str(count))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--seed", "1", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with cluster.running() as server:
        server.say("ALTER ROLE victim_survey SUPERUSER")  # a restore makes the roles of processes
        yield server.url


@pytest.mark.slow
class TestARestoreOnPostgresql:
    def test_texts_nobody_twice_and_nobody_who_opted_out(self, postgresql: str) -> None:
        drill = [sys.executable, "-m", "tests.faults", "restore", "--people", "60"]
        done = subprocess.run(
            [*drill, "--database", postgresql], cwd=ROOT, capture_output=True, text=True,
            env={**os.environ, "DEVELOPMENT": "yes"}, check=False,
            timeout=300,
        )  # fmt: skip

        assert done.returncode == 0, done.stdout + done.stderr
        assert "restored in the ordinary way" in done.stdout
        assert "restored by our commands" in done.stdout
        assert done.stdout.count("nobody texted twice, nobody who had opted out") == 2


@pytest.mark.slow
class TestASample:
    def test_of_killed_workers_sends_nothing_twice_and_loses_nothing(self, said: str):
        assert "10 kills of senders" in said
        assert "8 kills of servers" in said

    def test_of_frozen_senders_sends_nothing_twice_when_they_wake(self, said: str):
        assert "senders stood still for half an hour at" in said

    def test_of_a_provider_that_is_down_sends_all_once_when_it_is_back(self, said: str):
        assert "of 40 messages left" in said

    def test_of_the_storm_delivers_each_invitation_once(self, said: str):
        assert "150 invitations, one delivered message for each" in said

    def test_of_restores_texts_nobody_twice_and_nobody_who_opted_out(self, said: str):
        assert said.count("nobody texted twice, nobody who had opted out") == 2
