"""What pytest makes of the files of tests so that a failed `assert` tells its values, made before a
run by two processes, half each."""

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from _pytest.assertion import AssertionState, rewrite
from _pytest.config import _prepareconfig

TESTS = Path(__file__).resolve().parent
PROCESSES = int(os.environ.get("TEST_PROCESSES", "2"))


def files() -> list[Path]:
    found = [*TESTS.rglob("test_*.py"), *TESTS.rglob("conftest.py")]
    return [file for file in sorted(found) if _is_stale(file)]


def _is_stale(file: Path) -> bool:
    made = _made_of(file)
    return not made.exists() or made.stat().st_mtime <= file.stat().st_mtime


def _made_of(file: Path) -> Path:
    return rewrite.get_cache_dir(file) / (file.stem + rewrite.PYC_TAIL)


def write(ones: Iterable[Path]) -> None:
    config = _prepareconfig(["-c", os.devnull, "--noconftest", "-p", "no:django"])
    state = AssertionState(config, "rewrite")
    for file in ones:
        source_hash, code = rewrite._rewrite_test(file, config)
        rewrite.try_makedirs(rewrite.get_cache_dir(file))
        rewrite._write_pyc(state, code, source_hash, _made_of(file))


def main() -> None:
    ones = files()
    with ProcessPoolExecutor(PROCESSES) as both:
        list(both.map(write, [ones[at::PROCESSES] for at in range(PROCESSES)]))


if __name__ == "__main__":
    main()
