"""Rows at the size of the nation's need."""

import os
import subprocess
import sys

FROM_OUTSIDE = ("DATABASE_URL", "DATA_DIR")
"""Of the bench that calls: this one has databases of its own."""


def growing_eightfold() -> None:
    """In a process of its own."""
    env = {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE}
    subprocess.run([sys.executable, "-m", "tests.bench.scale"], env=env, check=True)
