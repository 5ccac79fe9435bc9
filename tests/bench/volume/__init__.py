"""Plans at volume: what tasks and staff pages ask of PostgreSQL, over a million cases."""

import os
import subprocess
import sys

FROM_OUTSIDE = ("DATABASE_URL", "DATA_DIR")
"""Of the bench that calls: this one has a database of its own."""


def explaining_at_volume() -> None:
    """In a process of its own, which settles on another database."""
    env = {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE}
    subprocess.run([sys.executable, "-m", "tests.bench.volume"], env=env, check=True)
