import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
THREADS = "OPENBLAS_NUM_THREADS"
MULTIPLIES = (
    "import os, numpy; square = numpy.ones((400, 400)); square @ square; "
    "print(len(os.listdir('/proc/self/task')))"
)


def threads_of_a_process(**of: str) -> int:
    env = {name: value for name, value in os.environ.items() if name != THREADS}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", MULTIPLIES]
    done = subprocess.run(
        command, cwd=ROOT, env={**env, "DEVELOPMENT": "yes", **of},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(done.stdout)


@pytest.mark.slow
class TestLinearAlgebra:
    def test_waits_for_no_thread_of_its_own(self):
        assert threads_of_a_process() == 1

    def test_has_as_many_as_somebody_sets(self):
        assert threads_of_a_process(**{THREADS: "2"}) == min(2, os.cpu_count() or 1)
