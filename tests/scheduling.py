"""What the processes of a run do, and in which order."""

import os
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

ROOT = Path(__file__).resolve().parents[1]
TOGETHER = {
    "the small nation": (
        "tests/config/demo/test_desks.py",
        "tests/config/demo/test_nation.py",
        "tests/config/demo/test_same_everywhere.py",
        "tests/config/demo/test_saying_more.py",
        "tests/config/demo/test_seeding.py",
        "tests/config/demo/test_staffs_work.py",
    ),
}
"""Files that one process runs, by what each would make again (tests/config/conftest.py)."""


LONGEST = (
    "tests/analytics/all_outlets/test_insiders.py",
    "tests/analytics/all_outlets/test_other_worlds.py",
    "tests/analytics/all_outlets/test_second_version.py",
    "tests/analytics/all_outlets/test_told_alike.py",
    "tests/analytics/all_outlets/test_week_by_week.py",
    "tests/analytics/all_outlets/test_whole_points.py",
    "tests/analytics/all_outlets/test_year_of_ways.py",
    "tests/analytics/disclosure/test_pattern.py",
    "tests/analytics/disclosure/test_weighted_reader.py",
    "tests/architecture/test_staff_pages.py",
    "tests/bench/volume/test_volume.py",
    "tests/config/demo/test_seeding.py",
    "tests/config/test_api_calls.py",
    "tests/deploy/test_recovery.py",
    "tests/faults/test_sample.py",
    "tests/journeys/test_accessibility.py",
    "tests/journeys/test_staff_pages.py",
    "tests/journeys/test_the_loop.py",
    "tests/responses/triage/danger/test_races.py",
)
"""Files that take half a minute or more, and are begun first."""
READ_BY_ALL = 10
"""One file in so many: what processes share out at the end, so that they end together."""
FEW = 2
"""Tests that a process has still before it when it is given another file."""


def unit_of(file: str) -> str:
    return next((name for name, files in TOGETHER.items() if file in files), file)


def is_anothers(file: str) -> bool:
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    turn, lot = divmod(zlib.crc32(unit_of(file).encode()), READ_BY_ALL)
    return number < processes and lot > 0 and turn % processes != number


class FilesTogether(LoadFileScheduling):  # type: ignore[misc]
    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        self._places: dict[WorkerController, dict[str, int]] = {}
        self._readers: Counter[str] = Counter()

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid.split("::", 1)[0])

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        self.registered_collections[node] = list(collection)
        self._places[node] = {test: place for place, test in enumerate(collection)}

    def schedule(self) -> None:
        if self.collection is None:
            self._begin()
        for node in self.nodes * 2:
            self._reschedule(node)

    def _begin(self) -> None:
        self.collection = list(dict.fromkeys(chain.from_iterable(self._places.values())))
        # Of which the terminal says how many are done.
        self.config.pluginmanager.getplugin("dsession")._session.testscollected = len(
            self.collection
        )
        for test in self.collection:
            self.workqueue.setdefault(self._split_scope(test), {})[test] = False
        for tests in self._places.values():
            self._readers.update({self._split_scope(test) for test in tests})

    def _reschedule(self, node: WorkerController) -> None:
        if node.shutting_down or node not in self._places:
            return
        has_read = self._places[node].keys()
        own = [unit for unit, tests in self.workqueue.items() if not has_read.isdisjoint(tests)]
        if not own:
            node.shutdown()
        elif self._pending_of(self.assigned_work[node]) <= FEW:
            self._give(node, min(own, key=self._readers.__getitem__))

    def _give(self, node: WorkerController, unit: str) -> None:
        tests = self.assigned_work[node][unit] = self.workqueue.pop(unit)
        places = self._places[node]
        node.send_runtest_some([places[test] for test, is_done in tests.items() if not is_done])

    def mark_test_complete(
        self, node: WorkerController, item_index: int, duration: float = 0
    ) -> None:
        test, units = self.registered_collections[node][item_index], self.assigned_work[node]
        unit = self._split_scope(test)
        units[unit][test] = True
        if all(units[unit].values()):
            del units[unit]
        self._reschedule(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesTogether | None:
    return FilesTogether(config, log) if config.getoption("dist") == "loadfile" else None


def longest_first(
    items: Sequence[pytest.Item],
) -> Callable[[pytest.Item], tuple[bool, bool, bool, int, int]]:
    sizes: Counter[object] = Counter(item.path for item in items)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    committing = {item.path for item in items if commits(item)}
    long = {ROOT / file for file in LONGEST}
    places = {path: place for place, path in enumerate(sizes)}
    return lambda item: (
        item.path in committing, item.path not in long, item.path not in slow, -sizes[item.path],
        places[item.path],
    )  # fmt: skip


def commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    is_marked = mark is not None and mark.kwargs.get("transaction", False)
    return is_marked or bool({"transactional_db", "live_server"} & set(item.fixturenames))
