"""The judge from outside: pyxform, in an environment of its own (requirements/pyxform.lock), whose
Python runs what stands here."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PYTHON = ROOT / ".venv-pyxform" / "bin" / "python"
JUDGE = """
import json, sys, time
from pyxform.xls2xform import convert
verdicts = {}
for path in sys.argv[1:]:
    began = time.perf_counter()
    try:
        convert(path, validate=False)
        verdict = "accepted"
    except Exception as error:
        verdict = f"{type(error).__name__}: {error}"
    verdicts[path] = [verdict, time.perf_counter() - began]
json.dump(verdicts, sys.stdout)
"""


def is_here() -> bool:
    return PYTHON.exists()


def run(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [PYTHON, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ.get("PATH", "")},
    )
    return done.stdout
