import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings

from responses.sms import segments, texts
from responses.sms.segments import Encoding

SITE = "feedback.example.org"
LINK = f"https://{SITE}/0123456789Ab"
"""With the longest address for which a text has one part."""
IN_OTHER_SCRIPTS = {"ur": "رائے", "ar": "رأي", "pa": "ਵਿਚਾਰ", "bn": "মতামত"}
TELLING = re.compile(
    r"police|victim|crime|offence|court|heddlu|dioddef|trosedd|llys|\d{2}/\d{2}", re.IGNORECASE
)


EVERY = [*texts.TEMPLATES.values(), *texts.SHORTER.values()]


@pytest.mark.parametrize("template", EVERY)
class TestEveryText:
    @pytest.mark.safety
    def test_saf_3_says_nothing_of_police_victim_or_crime(self, template):
        assert not TELLING.search(texts.body(template, link=LINK))

    @pytest.mark.safety
    def test_saf_3_changes_in_nothing_but_the_link(self, template):
        another = f"https://{SITE}/{LINK[:-13:-1]}"
        one, other = (texts.body(template, link=link) for link in (LINK, another))

        assert one.replace(LINK, "") == other.replace(another, "")

    def test_fits_one_part_in_plain_letters(self, template):
        measure = segments.measure(texts.body(template, link=LINK))

        assert measure.encoding is Encoding.GSM_7
        assert measure.parts == 1

    def test_arrives_as_it_was_written(self, template):
        segments.check_sendable(texts.body(template, link=LINK))

    def test_holds_the_link_once(self, template):
        assert template.count(texts.LINK) == 1

    @pytest.mark.safety
    def test_saf_12_is_stopped_by_a_reply_and_not_by_its_link(self, template):
        assert template.count("STOP") == 1
        assert not re.search("use the link|defnyddiwch y ddolen", template)

    def test_says_where_to_check_that_it_is_genuine(self, template):
        assert template.count(texts.SITE) == 1
        assert f" {SITE} " in texts.body(template, link=LINK)


@pytest.mark.parametrize("language", texts.EMAILS)
class TestEveryEmail:
    @pytest.mark.safety
    def test_saf_3_says_nothing_of_police_victim_or_crime(self, language):
        assert not TELLING.search(texts.EMAIL_SUBJECTS[language] + texts.EMAILS[language])

    def test_holds_the_link_once_and_says_how_to_stop(self, language):
        assert texts.EMAILS[language].count(texts.LINK) == 1
        assert texts.EMAILS[language].count(texts.SITE) == 1
        assert "“" in texts.EMAILS[language].split("\n\n")[-1]

    def test_stands_in_the_documentation_for_who_makes_the_template(self, language):
        page = (Path(settings.BASE_DIR) / "docs" / "notify.md").read_text()

        assert texts.EMAIL_SUBJECTS[language] in page
        assert texts.EMAILS[language] in page


class TestTexts:
    def test_are_there_for_every_language_that_may_be_invited_in(self):
        assert set(texts.TEMPLATES) == set(texts.EMAILS) == {"en", "cy"}

    @pytest.mark.parametrize("name", ["ur", "ar", "pa", "bn"])
    def test_cannot_be_had_in_a_script_that_no_text_can_carry(self, name):
        with pytest.raises(segments.UnsendableTextError):
            segments.check_sendable(IN_OTHER_SCRIPTS[name])

    @pytest.mark.safety
    def test_saf_3_know_nothing_of_the_case_they_are_sent_about(self):
        assert set(inspect.signature(texts.body).parameters) == {"template", "link"}

    def test_have_a_template_of_the_provider_for_each_language(self):
        assert set(settings.NOTIFY_TEMPLATES) == set(texts.TEMPLATES)

    def test_answer_a_reply_in_one_part_and_name_no_number_but_999(self):
        for answer in texts.ANSWERS.values():
            measure = segments.measure(answer)
            assert (measure.encoding, measure.parts) == (Encoding.GSM_7, 1)
            assert set(re.findall(r"\d+", answer)) == {"999"}
            assert not TELLING.search(answer)
