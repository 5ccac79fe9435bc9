"""Every page that staff and systems read, where a million people have answered in seven years."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def opening_pages() -> None:
    """On SQLite, and on PostgreSQL where it answers."""
    from tests.bench import intake

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        served, kind = intake.database(folder)
        alone = {
            **os.environ,
            "DATA_DIR": name,
            "DATABASE_URL": f"sqlite:///{folder / 'pages.sqlite3'}",
        }
        command = [sys.executable, "-m", "tests.bench.pages", str(folder / "figures.pickle")]
        try:
            both = [alone, *([served] if kind == "PostgreSQL" else [])]
            unfit = sum(subprocess.run(command, env=env, check=False).returncode for env in both)
        finally:
            intake.drop(kind)
    if unfit:
        raise SystemExit(1)
