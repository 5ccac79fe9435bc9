"""Change the product in a sample of places, one at a time, and count how many changes its tests
notice."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from tests.mutants.subjects import ROOT, Subject, chosen, subject_of
from tests.mutants.trees import Tree

Thing = TypeVar("Thing")
Done = TypeVar("Done")
COUNT, SEED, LEAST = 120, 2026, 0.95
HOUR = 3600.0
AT_ONCE = 2
GUEST = ROOT / ".venv-mutants" / "bin" / "python"
PATIENCE = 4
"""A mutant may take so many times as long as its tests take without it."""
SHORTEST = 60.0
"""Seconds, for a machine that does other things too."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    file: str
    line: int
    operator: str
    source: str
    before: str
    after: str

    @property
    def is_python(self) -> bool:
        try:
            compile(self.source, self.file, "exec", dont_inherit=True)
        except SyntaxError:
            return False
        return True

    def __str__(self) -> str:
        where = f"{self.file}:{self.line} {self.operator}"
        return f"{where}\n    - {self.before}\n    + {self.after}"


def drawn(subjects: Sequence[Subject], *, count: int, seed: int) -> list[Mutant]:
    asked = {
        "folder": str(ROOT),
        "files": [file for subject in subjects for file in subject.files()],
        "count": count,
        "seed": seed,
    }
    said = subprocess.run(
        [GUEST, "-m", "tests.mutants.drawing"],
        cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    mutants = [Mutant(**each) for each in json.loads(said)]
    if unreadable := [str(mutant) for mutant in mutants if not mutant.is_python]:
        sys.exit("\n".join(["Not Python, so any test would notice:", *unreadable]))
    return mutants


def time_unchanged(tree: Tree, subject: Subject) -> float:
    began = time.monotonic()
    if not tree.passes(subject.tests, seconds=HOUR):
        sys.exit(f"{tree.said.read_text()}\n{subject.product}: fails before anything is changed.")
    return time.monotonic() - began


def is_noticed(tree: Tree, mutant: Mutant, seconds: dict[Subject, float]) -> bool:
    subject = subject_of(mutant.file)
    patience = max(PATIENCE * seconds[subject], SHORTEST)
    nearest = subject.nearest_tests(mutant.file)
    with tree.changed(mutant.file, mutant.source):
        steps = [nearest, subject.tests] if nearest else [subject.tests]
        return not all(tree.passes(tests, seconds=patience) for tests in steps)


def each_in_a_tree(
    trees: Sequence[Tree], work: Callable[[Tree, Thing], Done], things: Sequence[Thing]
) -> Iterator[Done]:
    free: SimpleQueue[Tree] = SimpleQueue()
    for tree in trees:
        free.put(tree)

    def done(thing: Thing) -> Done:
        tree = free.get()
        try:
            return work(tree, thing)
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as pool:
        yield from pool.map(done, things)


def tried(
    trees: Sequence[Tree], mutants: Sequence[Mutant], seconds: dict[Subject, float]
) -> list[Mutant]:
    survivors = []
    noticed = each_in_a_tree(trees, lambda tree, mutant: is_noticed(tree, mutant, seconds), mutants)
    for number, (mutant, is_killed) in enumerate(zip(mutants, noticed, strict=True), start=1):
        end = "killed" if is_killed else "SURVIVED"
        print(f"{number}/{len(mutants)} {end} {mutant}", flush=True)
        survivors += [] if is_killed else [mutant]
    return survivors


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev mutants")
    parser.add_argument(
        "subjects", nargs="*", help="folders or files of the list, or within them; all"
    )
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--least", type=float, default=LEAST, help="share that must be noticed")
    asked = parser.parse_args()
    mutants = drawn(chosen(asked.subjects), count=asked.count, seed=asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        trees = [Tree.copied(Path(folder) / str(n) / "tree") for n in range(AT_ONCE)]
        concerned = list(dict.fromkeys(subject_of(mutant.file) for mutant in mutants))
        times = each_in_a_tree(trees, time_unchanged, concerned)
        seconds = dict(zip(concerned, times, strict=True))
        survivors = tried(trees, mutants, seconds)
    killed = len(mutants) - len(survivors)
    print(f"\n{killed} of {len(mutants)} killed ({killed / len(mutants):.1%}), seed {asked.seed}")
    print(*(f"survived: {mutant}" for mutant in survivors), sep="\n")
    if killed < asked.least * len(mutants):
        sys.exit(f"At least {asked.least:.0%} must be killed.")


if __name__ == "__main__":
    main()
