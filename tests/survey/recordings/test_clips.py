from datetime import date

import pytest

from survey.recordings.clips import (
    FILE,
    Recording,
    RecordingKind,
    RecordingListError,
    file_name,
    has_other_words,
    hash_of_words,
    parse_recordings,
    recording_of,
    words_to_record,
)
from tests.survey import make

QUESTION = make.question(
    "A",
    text={"en": "Did it <strong>help</strong>?", "cy": "Oedd hyn o help?"},
    hint={"en": "Say so.", "cy": "Dywedwch."},
    choices=("yes", "no"),
)
HEADER = "question,language,kind,words,file,sha256,seconds,by,checked_on\n"
LINE = f"A,en,speech,{'0' * 16},a.en.mp3,{'a' * 64},12,Ceri,2026-11-26\n"


def recording(spoken: str, **changes: object) -> Recording:
    return Recording(
        **{
            "question": "A", "language": "en", "kind": RecordingKind.SPEECH, "words": spoken,
            "file": "a.mp3", "sha256": "a" * 64, "seconds": 12, "by": "Ceri",
            "checked_on": date(2026, 11, 26),
        }
        | changes
    )  # fmt: skip


class TestTheWordsToRecord:
    def test_are_those_of_the_page_one_text_a_line(self):
        words = words_to_record(QUESTION, "en").split("\n")

        assert words == ["Did it help?", "Say so.", "yes", "no"]

    def test_are_none_in_a_language_that_the_question_lacks(self):
        assert words_to_record(QUESTION, "ur") == ""

    def test_name_the_file_so_that_other_words_have_another_name(self):
        names = {file_name(QUESTION, language, RecordingKind.SIGN) for language in ("en", "cy")}

        assert len(names) == 2
        assert all(name.startswith("a.") and name.endswith(".mp4") for name in names)


class TestARecording:
    def test_belongs_to_exactly_its_words(self):
        own = recording(hash_of_words(words_to_record(QUESTION, "en")))

        found = recording_of([own], QUESTION, language="en", kind=RecordingKind.SPEECH)

        assert found == own

    @pytest.mark.parametrize(
        "changes", [{"words": "0" * 16}, {"language": "cy"}, {"kind": RecordingKind.SIGN}]
    )
    def test_is_not_played_for_others(self, changes):
        own = recording(hash_of_words(words_to_record(QUESTION, "en")), **changes)

        found = recording_of([own], QUESTION, language="en", kind=RecordingKind.SPEECH)

        assert found is None

    def test_of_words_that_have_changed_is_known_as_such(self):
        old = recording("0" * 16)

        assert has_other_words([old], QUESTION, language="en", kind=RecordingKind.SPEECH)
        assert not has_other_words([], QUESTION, language="en", kind=RecordingKind.SPEECH)


class TestTheList:
    def test_is_read_line_by_line(self):
        (found,) = parse_recordings(HEADER + LINE)

        assert (found.kind, found.seconds, found.by) == (RecordingKind.SPEECH, 12, "Ceri")
        assert found.checked_on == date(2026, 11, 26)

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ("speech", "song", "line 2: 'song'"),
            ("a.en.mp3", "../a.mp3", "not a plain file name"),
            ("a.en.mp3", "a.en.mp4", "ends in .mp3"),
            ("a" * 64, "b" * 63, "64 hex digits"),
            ("12", "long", "line 2"),
            ("Ceri", "", "who read or signed it"),
            ("2026-11-26", "", "line 2"),
        ],
    )
    def test_names_the_line_of_what_is_wrong(self, old, new, reason):
        with pytest.raises(RecordingListError, match=reason):
            parse_recordings(HEADER + LINE.replace(old, new))

    def test_that_ships_is_valid(self):
        assert parse_recordings(FILE.read_text()) is not None
