"""What the processes of a run do, and in which order: a file stays on one process, which makes its
rows once, and so do files that start from the same rows."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

TOGETHER = {
    "the small nation": (
        "tests/config/demo/test_nation.py",
        "tests/config/demo/test_saying_more.py",
        "tests/config/demo/test_seeding.py",
        "tests/config/demo/test_staffs_work.py",
    ),
}
"""Files that one process runs, by what each would make again (tests/config/conftest.py)."""


class FilesTogether(LoadFileScheduling):  # type: ignore[misc]
    """xdist's own looks for each test among all that there are, and at the end of each counts what
    its process was ever given: four seconds of the core that tests want, for nine thousand."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return next((name for name, files in TOGETHER.items() if file in files), file)

    def _assign_work_unit(self, node: WorkerController) -> None:
        scope, unit = self.workqueue.popitem(last=False)
        self.assigned_work[node][scope] = unit
        node.send_runtest_some(
            [self._places[test] for test, is_done in unit.items() if not is_done]
        )

    @cached_property
    def _places(self) -> dict[str, int]:
        """Of every test, which all processes collected alike."""
        return {test: place for place, test in enumerate(self.collection)}

    def mark_test_complete(
        self, node: WorkerController, item_index: int, duration: float = 0
    ) -> None:
        test, units = self.collection[item_index], self.assigned_work[node]
        scope = self._split_scope(test)
        units[scope][test] = True
        if all(units[scope].values()):
            del units[scope]
        self._reschedule(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesTogether | None:
    return FilesTogether(config, log) if config.getoption("dist") == "loadfile" else None


def longest_first(
    items: Sequence[pytest.Item], *, commits: Callable[[pytest.Item], bool]
) -> Callable[[pytest.Item], tuple[bool, bool, int, int]]:
    """Files with slow tests, then those with many: no worker is left alone with a long one at the
    end. A test counts for as many as its mark says seconds. Then those that commit, which empty
    the database. The order within a file stays."""
    sizes: Counter[object] = Counter()
    slow, committing = set(), {item.path for item in items if commits(item)}
    for item in items:
        mark = item.get_closest_marker("slow")
        sizes[item.path] += mark.kwargs.get("seconds", 1) if mark else 1
        slow |= {item.path} if mark else set()
    places = {path: place for place, path in enumerate(sizes)}
    return lambda item: (
        item.path in committing, item.path not in slow, -sizes[item.path], places[item.path],
    )  # fmt: skip
