"""A seeded sample of `./dev faults` (decision 25): some of its kills, a breeze of its storm."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def faults(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--seed", "1", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
class TestASample:
    def test_of_killed_workers_sends_nothing_twice_and_loses_nothing(self):
        said = faults("--people", "0", "--kills", "8", "--answers", "8", "--storm", "0")

        assert "8 kills of senders" in said
        assert "8 kills of servers" in said

    def test_of_the_storm_delivers_each_invitation_once(self):
        said = faults("--people", "0", "--kills", "0", "--answers", "0", "--storm", "150")

        assert "150 invitations, one delivered message for each" in said

    def test_of_restores_texts_nobody_twice_and_nobody_who_opted_out(self):
        said = faults("restore", "--people", "60")

        assert said.count("nobody texted twice, nobody who had opted out") == 2
