"""What it costs to send through the outbox; in a process and a database of its own."""

import subprocess
import sys

NOTHING_ELSE = ("--kills", "0", "--answers", "0", "--storm", "0")
MESSAGES = 1_000


def through_the_outbox() -> None:
    faults = (sys.executable, "-m", "tests.faults", *NOTHING_ELSE, "--calm", str(MESSAGES))
    subprocess.run(faults, check=True)
