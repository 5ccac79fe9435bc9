from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from survey.publishing.checks import notices, wanted
from survey.recordings.clips import RecordingKind, hash_of_words, words_to_record
from tests.survey import make
from tests.survey.recordings.test_clips import recording

INSTRUMENT = make.instrument(make.question("A"), make.question("B"))
SPEECH, SIGN = RecordingKind.SPEECH, RecordingKind.SIGN


def made(code, language, kind):
    words = hash_of_words(words_to_record(INSTRUMENT.question(code), language))
    return recording(words, question=code, language=language, kind=kind)


EVERYTHING = [made(code, language, kind) for code in "AB" for kind, language in wanted(INSTRUMENT)]


class TestNotices:
    def test_say_how_many_are_missing_in_each_language(self):
        found = notices(INSTRUMENT, [made("A", "en", SPEECH)])

        assert any("speech in en: 1 of 2 questions have none" in each for each in found)
        assert any("sign in en: 2 of 2 questions have none" in each for each in found)

    def test_name_what_was_made_for_other_words(self):
        old = recording("0" * 16, question="A", language="en", kind=SIGN)

        found = notices(INSTRUMENT, [old])

        assert any("question A: its sign in en says other words" in each for each in found)

    def test_are_none_where_all_is_recorded(self):
        assert notices(INSTRUMENT, EVERYTHING) == []


class TestWanted:
    def test_is_a_sign_for_english_and_welsh_words_alone(self):
        instrument = make.instrument(make.question("A"), languages=("en", "cy", "ur"))

        assert set(wanted(instrument)) == {
            (SPEECH, "en"), (SPEECH, "cy"), (SPEECH, "ur"), (SIGN, "en"), (SIGN, "cy"),
        }  # fmt: skip


class TestTheListOfRecordingsToMake:
    @pytest.mark.slow
    def test_has_the_exact_words_and_the_name_of_each_file(self):
        out = StringIO()

        call_command("list_recordings", kind="speech", language="ur", stdout=out)

        head, first, *_ = out.getvalue().splitlines()
        assert head == "question,language,kind,words,file,says"
        assert first.startswith("Q-CON-1,ur,speech,")
        assert ".ur." in first

    @pytest.mark.slow
    def test_of_an_unknown_instrument_is_refused(self):
        with pytest.raises(CommandError, match="No shipped instrument is called long"):
            call_command("list_recordings", instrument="long")
