import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings

from responses.sms import segments, texts
from responses.sms.segments import Encoding

LINK = "https://svc.example/0123456789Ab"
IN_OTHER_SCRIPTS = {"ur": "رائے", "ar": "رأي", "pa": "ਵਿਚਾਰ", "bn": "মতামত"}
TELLING = re.compile(
    r"police|victim|crime|offence|court|heddlu|dioddef|trosedd|llys|\d{2}/\d{2}", re.IGNORECASE
)


EVERY = [*texts.TEMPLATES.values(), *texts.ANSWERABLE.values()]


@pytest.mark.parametrize("template", EVERY)
class TestEveryText:
    def test_saf_3_says_nothing_of_police_victim_or_crime(self, template):
        assert not TELLING.search(texts.body(template, link=LINK))

    def test_saf_3_changes_in_nothing_but_the_link(self, template):
        one, other = (texts.body(template, link=link) for link in (LINK, LINK[::-1]))

        assert one.replace(LINK, "") == other.replace(LINK[::-1], "")

    def test_fits_one_part_in_plain_letters(self, template):
        measure = segments.measure(texts.body(template, link=LINK))

        assert measure.encoding is Encoding.GSM_7
        assert measure.parts == 1

    def test_arrives_as_it_was_written(self, template):
        segments.check_sendable(texts.body(template, link=LINK))

    def test_holds_the_link_once(self, template):
        assert template.count(texts.LINK) == 1

    def test_says_how_to_stop_saf_12(self, template):
        assert re.search(r"stop", template, re.IGNORECASE)


@pytest.mark.parametrize("language", texts.EMAILS)
class TestEveryEmail:
    def test_saf_3_says_nothing_of_police_victim_or_crime(self, language):
        assert not TELLING.search(texts.EMAIL_SUBJECTS[language] + texts.EMAILS[language])

    def test_holds_the_link_once_and_says_how_to_stop(self, language):
        assert texts.EMAILS[language].count(texts.LINK) == 1
        assert "stop" in texts.EMAILS[language]

    def test_stands_in_the_documentation_for_who_makes_the_template(self, language):
        page = (Path(settings.BASE_DIR) / "docs" / "notify.md").read_text()

        assert texts.EMAIL_SUBJECTS[language] in page
        assert texts.EMAILS[language] in page


class TestTexts:
    def test_are_there_for_every_language_that_may_be_invited_in(self):
        """A language whose letters no text can carry has none, and nobody is invited in it."""
        assert set(texts.TEMPLATES) == set(texts.EMAILS) == {"en", "cy"}

    def test_offer_an_answer_only_where_one_reaches_us(self):
        offers = [
            {"STOP" in text for text in texts.templates(is_answerable=is_answerable).values()}
            for is_answerable in (False, True)
        ]

        assert offers == [{False}, {True}]

    @pytest.mark.parametrize("name", ["ur", "ar", "pa", "bn"])
    def test_cannot_be_had_in_a_script_that_no_text_can_carry(self, name):
        with pytest.raises(segments.UnsendableTextError):
            segments.check_sendable(IN_OTHER_SCRIPTS[name])

    def test_saf_3_know_nothing_of_the_case_they_are_sent_about(self):
        assert set(inspect.signature(texts.body).parameters) == {"template", "link"}

    def test_have_a_template_of_the_provider_for_each_language(self):
        assert set(settings.NOTIFY_TEMPLATES) == set(texts.TEMPLATES)

    def test_are_as_long_as_the_specification_measured(self):
        """With its 11-character domain and 12-character token: 142 and 150 characters."""
        lengths = [len(texts.body(texts.TEMPLATES[code], link=LINK)) for code in ("en", "cy")]

        assert lengths == [142, 150]
