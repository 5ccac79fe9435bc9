"""Times, and the ratio of two of them."""

import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], *, repeats: int = 1) -> float:
    """The median of so many runs."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def say(name: str, ours: float, plain: float, what_plain: str) -> None:
    ratio = (
        f"{plain / ours:.1f} × as fast as" if ours < plain else f"{ours / plain:.1f} × the time of"
    )
    print(f"{name}: {ours:.3f} s, {ratio} {what_plain} ({plain:.3f} s)")
