"""Every page that staff and systems read, where a million people have answered in seven years: what
it takes of the processor and how many queries it asks, on SQLite and on PostgreSQL, each in a
process of its own: `python -m tests.bench.pages FILE`, with DATABASE_URL."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def opening_pages() -> None:
    """On SQLite, and on PostgreSQL where it answers. Figures are counted on SQLite, and written as
    they are into PostgreSQL. Raises SystemExit where a page takes or asks more than it may."""
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
