from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from survey import selectors
from survey.recordings import clips, files
from survey.recordings.clips import Recording, RecordingKind
from tests.responses.invited import Invited, enter, invite
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
SOUND = b"sound of a voice"


@pytest.fixture
def recorded(settings, tmp_path: Path, monkeypatch) -> Path:
    settings.RECORDINGS_DIR = str(tmp_path)
    question = selectors.current_instrument(localdate()).questions[0]
    name = clips.file_name(question, "en", RecordingKind.SPEECH)
    (tmp_path / name).write_bytes(SOUND)
    found = Recording(
        question=question.code, language="en", kind=RecordingKind.SPEECH,
        words=clips.hash_of_words(clips.words_to_record(question, "en")), file=name,
        sha256=sha256(SOUND).hexdigest(), seconds=9, by="Ceri", checked_on=date(2026, 11, 26),
    )  # fmt: skip
    monkeypatch.setattr(files, "read_recordings", lambda: (found,))
    return tmp_path / name


@pytest.fixture
def invited(db) -> Invited:
    return invite()


def address(number: int, kind: str = "speech") -> str:
    return reverse("feedback:recording", kwargs={"number": number, "kind": kind})


def question_page(client: Client, number: int = 1) -> Page:
    return Page(client.get(reverse("feedback:question", kwargs={"number": number})))


class TestAQuestionPage:
    def test_offers_what_is_recorded_of_its_words(
        self, browser: Client, invited: Invited, recorded: Path
    ) -> None:
        enter(browser, invited)

        (player,) = question_page(browser).all("audio")

        assert player["src"] == address(1)
        assert player["preload"] == "none"
        assert not question_page(browser).all("video")

    def test_offers_nothing_where_nothing_is_recorded(
        self, browser: Client, invited: Invited
    ) -> None:
        enter(browser, invited)

        page = question_page(browser)

        assert not page.all("audio") + page.all("video")

    def test_offers_no_file_that_is_not_the_one_that_was_checked(
        self, browser: Client, invited: Invited, recorded: Path
    ) -> None:
        enter(browser, invited)
        recorded.write_bytes(b"another voice")

        assert not question_page(browser).all("audio")
        assert browser.get(address(1)).status_code == 404


class TestARecording:
    @pytest.mark.safety
    def test_is_sent_after_the_gate_and_kept_by_no_browser(
        self, browser: Client, invited: Invited, recorded: Path
    ) -> None:
        enter(browser, invited)

        response = browser.get(address(1))

        assert response.content == SOUND
        assert response["Content-Type"] == "audio/mpeg"
        assert response["Cache-Control"] == "no-store"

    @pytest.mark.safety
    def test_is_sent_to_nobody_before_the_gate(
        self, browser: Client, invited: Invited, recorded: Path
    ) -> None:
        browser.get(f"/{invited.token}")

        assert browser.get(address(1)).status_code == 302

    @pytest.mark.parametrize(("number", "kind"), [(1, "sign"), (1, "song"), (2, "speech")])
    def test_of_anything_else_is_not_found(
        self, browser: Client, invited: Invited, recorded: Path, number: int, kind: str
    ) -> None:
        enter(browser, invited)

        assert browser.get(address(number, kind)).status_code == 404
