import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy import cluster
from tests.deploy.cluster import DEPLOYED, ROOT, Cluster


@pytest.fixture(scope="module")
def lived() -> Iterator[Cluster]:
    with cluster.running() as first:
        first.say("CREATE TABLE answer (said text)")
        first.say("INSERT INTO answer VALUES ('before the copy')")
        first.run(str(DEPLOYED / "base-copy"), str(first.folder / "copy"))
        first.say("INSERT INTO answer VALUES ('after the copy')")
        first.say("SELECT pg_create_restore_point('good')")
        first.say("DELETE FROM answer")
        first.say("INSERT INTO answer VALUES ('by mistake')")
        first.wait_until_archived()
        first.say("INSERT INTO answer VALUES ('in the last minute')")
        first.stop(how="immediate")
        yield first


def recovered(lived: Cluster, target: str) -> list[str]:
    new = Cluster(lived.folder, port=lived.port)
    new.data = lived.folder / target
    copy, archive = (str(lived.folder / name) for name in ("copy", "archive"))
    new.run(str(DEPLOYED / "recover-to"), copy, archive, target, str(new.data))
    new.start()
    try:
        new.wait_until_recovered()
        return new.say("SELECT said FROM answer ORDER BY said").splitlines()
    finally:
        new.stop(how="immediate")


@pytest.mark.slow
class TestADatabaseThatIsLost:
    def test_is_brought_to_the_moment_before_a_mistake(self, lived: Cluster) -> None:
        assert recovered(lived, "good") == ["after the copy", "before the copy"]

    def test_is_restored_to_the_newest_archived_change(self, lived: Cluster) -> None:
        assert recovered(lived, "newest") == ["by mistake"]

    def test_loses_at_most_a_minute_by_its_settings(self, lived: Cluster) -> None:
        settings = (DEPLOYED / "victim-survey.conf").read_text()

        assert "archive_timeout = 60s" in settings
        assert "synchronous_commit = on" in settings


@pytest.mark.nightly
class TestTheDrill:
    def test_texts_nobody_twice_who_was_texted_after_the_point(self) -> None:
        drill = [sys.executable, "-m", "tests.faults", "recover", "--people", "60"]
        env = {**os.environ, "DEVELOPMENT": "yes"}
        done = subprocess.run(drill, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

        assert done.returncode == 0, done.stdout + done.stderr
        assert "restored to a point in time" in done.stdout
        assert "nobody texted twice, nobody who had opted out" in done.stdout


class TestTheArchive:
    def archive(self, segment: Path, target: Path) -> int:
        script = DEPLOYED / "archive-wal"
        return subprocess.run([script, segment, target], check=False).returncode

    def test_takes_a_segment_once_and_is_content_with_the_same(self, tmp_path: Path) -> None:
        (segment := tmp_path / "000001").write_bytes(b"changes")
        target = tmp_path / "apart"

        assert [self.archive(segment, target) for _ in range(2)] == [0, 0]
        assert target.read_bytes() == b"changes"
        assert target.stat().st_mode & 0o077 == 0

    def test_never_writes_over_another(self, tmp_path: Path) -> None:
        (segment := tmp_path / "000001").write_bytes(b"changes")
        (target := tmp_path / "apart").write_bytes(b"those of another server")

        assert self.archive(segment, target) != 0
        assert target.read_bytes() == b"those of another server"

    def test_is_not_content_where_it_cannot_write(self, tmp_path: Path) -> None:
        (segment := tmp_path / "000001").write_bytes(b"changes")

        assert self.archive(segment, tmp_path / "gone" / "apart") != 0


class TestTheScripts:
    def test_may_be_run(self) -> None:
        for name in ("archive-wal", "base-copy", "recover-to"):
            assert os.access(DEPLOYED / name, os.X_OK)
