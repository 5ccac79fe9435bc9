"""Times, and the ratio of two of them."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


def seconds(work: Callable[[], object], *, repeats: int = 1) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def additions() -> int:
    total = 0
    for number in range(10_000_000):
        total += number
    return total


class Spent(NamedTuple):
    clock: float
    processor: float


def spent(work: Callable[[], object]) -> Spent:
    began, processor = time.perf_counter(), sum(os.times()[:4])
    work()
    return Spent(time.perf_counter() - began, sum(os.times()[:4]) - processor)


def best_of_each(works: Sequence[Callable[[], object]], *, rounds: int) -> list[Spent]:
    times = [[spent(work) for work in works] for _ in range(rounds)]
    return [Spent(*map(min, zip(*of_one, strict=True))) for of_one in zip(*times, strict=True)]


def say(name: str, ours: float, plain: float, what_plain: str) -> None:
    ratio = (
        f"{plain / ours:.1f} × as fast as" if ours < plain else f"{ours / plain:.1f} × the time of"
    )
    print(f"{name}: {ours:.3f} s, {ratio} {what_plain} ({plain:.3f} s)")
