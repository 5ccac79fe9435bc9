"""In a process of its own, where a file can do no harm (ADR 11)."""

import json
import subprocess
import sys
from pathlib import Path

from survey.interchange.faults import FormError, FormFault, Reason, file_error
from survey.interchange.workbooks.sheets import BOUNDS, WorkbookSheet, sheet_of

EXTENSIONS = (".xlsx", ".xls", ".csv")
LARGEST = 10 * 1024 * 1024
WORKER = (sys.executable, "-m", "survey.interchange.workbooks.worker")
ROOT = Path(__file__).resolve().parents[3]


def read_file(path: Path) -> tuple[WorkbookSheet, ...]:
    """Raises FormError."""
    try:
        if path.stat().st_size > LARGEST:
            raise file_error(Reason.FILE_TOO_LARGE, most=f"{LARGEST // 1024 // 1024} MB")
        content = path.read_bytes()
    except OSError as error:
        raise file_error(Reason.NO_FILE) from error
    return read_sheets(path.name, content)


def read_sheets(name: str, content: bytes, *, bounds: str = "form") -> tuple[WorkbookSheet, ...]:
    """`name` gives the extension, `bounds` a key of BOUNDS. Raises FormError."""
    extension = Path(name).suffix.lower()
    if extension not in EXTENSIONS:
        raise file_error(Reason.UNKNOWN_EXTENSION)
    if len(content) > LARGEST:
        raise file_error(Reason.FILE_TOO_LARGE, most=f"{LARGEST // 1024 // 1024} MB")
    try:
        done = subprocess.run(  # noqa: S603  # our own module, no shell, bounded time
            [*WORKER, extension.removeprefix("."), bounds],
            input=content,
            capture_output=True,
            cwd=ROOT,
            env={},
            timeout=BOUNDS[bounds].patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise file_error(Reason.TOO_COSTLY) from error
    if done.returncode:
        # Negative when a signal ended it, at a bound.
        raise file_error(Reason.TOO_COSTLY if done.returncode < 0 else Reason.DAMAGED)
    return _answer(done.stdout)


def _answer(output: bytes) -> tuple[WorkbookSheet, ...]:
    answer = json.loads(output)
    if "fault" in answer:
        reason, sheet, row, column, terms = answer["fault"]
        raise FormError([FormFault(Reason(reason), sheet, row, column, terms)])
    return tuple(map(sheet_of, answer["sheets"]))
