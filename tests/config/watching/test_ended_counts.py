import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector

from config.watching import ended_counts

KEY = mmap_key("survey_answers", "survey_answers_total", ["status"], ["2xx"], "Answers.")


def counted(folder: Path, process: object, count: float, *, kind: str = "counter") -> Path:
    file = folder / f"{kind}_{process}.db"
    held = MmapedDict(str(file))
    held.write_value(KEY, count, 0.0)
    held.close()
    return file


def total(folder: Path) -> float:
    [metric] = MultiProcessCollector(None, path=str(folder)).collect()
    [sample] = metric.samples
    return sample.value


@pytest.fixture
def ended() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


class TestTheCountsOfProcesses:
    def test_stay_the_same_when_processes_have_ended(self, tmp_path: Path, ended: int) -> None:
        own = counted(tmp_path, os.getpid(), 5)
        gone = counted(tmp_path, ended, 7)
        before = total(tmp_path)

        assert ended_counts.fold(tmp_path) == 1
        assert total(tmp_path) == before == 12
        assert own.exists()
        assert not gone.exists()

    def test_grow_no_file_with_each_process_that_ends(self, tmp_path: Path, ended: int) -> None:
        for count in range(1, 5):
            counted(tmp_path, ended, count)
            ended_counts.fold(tmp_path)

        assert total(tmp_path) == 10
        assert [file.name for file in tmp_path.iterdir()] == ["counter_ended.db"]

    def test_survive_the_file_of_a_process_that_was_killed_while_it_made_it(
        self, tmp_path: Path, ended: int
    ) -> None:
        counted(tmp_path, os.getpid(), 5)
        (tmp_path / f"counter_{ended}.db").write_bytes(b"")

        ended_counts.fold(tmp_path)

        assert total(tmp_path) == 5
