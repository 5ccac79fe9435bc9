import multiprocessing
import os

import pytest

from access.continuity import journal
from access.continuity.journal import EntryKind
from tests.conftest import NOW

GENERATION = "3f0c"


@pytest.fixture(autouse=True)
def _begun() -> None:
    journal.begin(GENERATION)


def write(mark: int = 1, **details: object) -> None:
    journal.append(GENERATION, EntryKind.SENDING, mark=mark, at=NOW, **details)


def write_many(number: int) -> None:
    for _ in range(50):
        write(mark=number, reference="x" * 2000)


def only_file() -> os.PathLike:
    [path] = journal.folder(GENERATION).iterdir()
    return path


class TestAnEntry:
    def test_is_read_as_it_was_written(self):
        write(mark=7, reference="abc")

        [entry] = journal.entries(GENERATION)

        assert (entry.kind, entry.mark, entry.at) == ("sending", 7, NOW)
        assert entry.details == {"reference": "abc"}

    def test_is_synced_before_it_counts_as_written(self, monkeypatch):
        synced = []
        monkeypatch.setattr(os, "fsync", synced.append)

        write()

        assert len(synced) == 1

    @pytest.mark.slow
    def test_is_whole_beside_those_of_other_processes(self):
        fork = multiprocessing.get_context("fork")
        processes = [fork.Process(target=write_many, args=(number,)) for number in range(4)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()

        assert len(journal.entries(GENERATION)) == 4 * 50

    def test_after_one_that_a_crash_cut_short_is_read(self):
        write(mark=1)
        with only_file().open("ab") as file:
            file.write(b'\n{"kind":"sending","ma')
        write(mark=2)

        assert [entry.mark for entry in journal.entries(GENERATION)] == [1, 2]

    def test_is_readable_by_its_owner_alone(self):
        write()

        assert only_file().stat().st_mode & 0o777 == 0o600

    def test_is_refused_where_it_is_too_long_to_be_whole(self):
        with pytest.raises(ValueError, match="bytes"):
            write(reference="x" * journal.LONGEST_ENTRY)

    def test_is_not_written_where_the_folder_has_gone(self):
        with pytest.raises(FileNotFoundError):
            journal.append("gone", EntryKind.SENDING, mark=1, at=NOW)


class TestReadingOn:
    def test_gives_each_entry_once(self):
        offsets: dict[str, int] = {}
        write(mark=1)
        first = journal.read_on(GENERATION, offsets)
        write(mark=2)

        assert [entry.mark for entry in first] == [1]
        assert [entry.mark for entry in journal.read_on(GENERATION, offsets)] == [2]
        assert journal.read_on(GENERATION, offsets) == []

    def test_begins_anew_with_a_file_that_has_taken_the_place_of_another(self):
        offsets: dict[str, int] = {}
        write(mark=1, reference="x" * 100)
        journal.read_on(GENERATION, offsets)
        path = only_file()
        path.rename(path.with_name("put-aside.jsonl"))
        write(mark=2)

        assert 2 in [entry.mark for entry in journal.read_on(GENERATION, offsets)]

    def test_begins_near_the_end_of_a_long_file(self, monkeypatch):
        for mark in range(50):
            write(mark=mark)
        monkeypatch.setattr(journal, "TAIL", 300)

        read = journal.read_on(GENERATION, {})

        assert 0 < len(read) < 5
        assert read[-1].mark == 49
