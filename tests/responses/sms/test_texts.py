import inspect
import re

import pytest
from django.conf import settings

from responses.sms import segments, texts
from responses.sms.segments import Encoding

LINK = "https://svc.example/0123456789Ab"
IN_OTHER_SCRIPTS = {"ur": "رائے", "ar": "رأي", "pa": "ਵਿਚਾਰ", "bn": "মতামত"}
TELLING = re.compile(
    r"police|victim|crime|offence|court|heddlu|dioddef|trosedd|llys|\d{2}/\d{2}", re.IGNORECASE
)


@pytest.mark.parametrize("language", texts.TEMPLATES)
class TestEveryText:
    def test_saf_3_says_nothing_of_police_victim_or_crime(self, language):
        assert not TELLING.search(texts.body(language, link=LINK))

    def test_saf_3_changes_in_nothing_but_the_link(self, language):
        one, other = (texts.body(language, link=link) for link in (LINK, LINK[::-1]))

        assert one.replace(LINK, "") == other.replace(LINK[::-1], "")

    def test_fits_one_part_in_plain_letters(self, language):
        measure = segments.measure(texts.body(language, link=LINK))

        assert measure.encoding is Encoding.GSM_7
        assert measure.parts == 1

    def test_arrives_as_it_was_written(self, language):
        segments.check_sendable(texts.body(language, link=LINK))

    def test_holds_the_link_once(self, language):
        assert texts.TEMPLATES[language].count(texts.LINK) == 1

    def test_says_how_to_stop_saf_12(self, language):
        assert re.search(r"stop", texts.TEMPLATES[language], re.IGNORECASE)


class TestTexts:
    def test_are_there_for_every_language_that_may_be_invited_in(self):
        """A language whose letters no text can carry has none, and nobody is invited in it."""
        assert set(texts.TEMPLATES) == {"en", "cy"}

    @pytest.mark.parametrize("name", ["ur", "ar", "pa", "bn"])
    def test_cannot_be_had_in_a_script_that_no_text_can_carry(self, name):
        with pytest.raises(segments.UnsendableTextError):
            segments.check_sendable(IN_OTHER_SCRIPTS[name])

    def test_saf_3_know_nothing_of_the_case_they_are_sent_about(self):
        assert set(inspect.signature(texts.body).parameters) == {"language", "link"}

    def test_have_a_template_of_the_provider_for_each_language(self):
        assert set(settings.NOTIFY_TEMPLATES) == set(texts.TEMPLATES)

    def test_are_as_long_as_the_specification_measured(self):
        """With its 11-character domain and 12-character token: 142 and 150 characters."""
        lengths = [len(texts.body(language, link=LINK)) for language in ("en", "cy")]

        assert lengths == [142, 150]
