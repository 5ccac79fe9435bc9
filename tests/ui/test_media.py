from pathlib import Path

import pytest

from ui import media

CONTENT = bytes(range(100))


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp3"
    path.write_bytes(CONTENT)
    return path


class TestPlay:
    def test_sends_a_short_file_whole(self, clip: Path) -> None:
        response = media.play(clip, content_type="audio/mpeg", asked_range="")

        assert (response.status_code, response.content) == (200, CONTENT)
        assert response["Content-Type"] == "audio/mpeg"

    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [
            ("bytes=0-1", 0, 1),
            ("bytes=90-", 90, 99),
            ("bytes=-5", 95, 99),
            ("bytes=90-500", 90, 99),
        ],
    )
    def test_sends_the_part_asked_for(self, clip: Path, asked: str, first: int, last: int) -> None:
        response = media.play(clip, content_type="audio/mpeg", asked_range=asked)

        assert response.status_code == 206
        assert response.content == CONTENT[first : last + 1]
        assert response["Content-Range"] == f"bytes {first}-{last}/100"

    @pytest.mark.parametrize("asked", ["bytes=100-", "bytes=9-3"])
    def test_refuses_a_part_that_it_does_not_have(self, clip: Path, asked: str) -> None:
        response = media.play(clip, content_type="audio/mpeg", asked_range=asked)

        assert response.status_code == 416
        assert response["Content-Range"] == "bytes */100"

    def test_sends_a_long_file_in_parts(self, clip: Path, monkeypatch) -> None:
        monkeypatch.setattr(media, "MOST_BYTES", 40)

        response = media.play(clip, content_type="audio/mpeg", asked_range="bytes=0-")

        assert response["Content-Range"] == "bytes 0-39/100"
