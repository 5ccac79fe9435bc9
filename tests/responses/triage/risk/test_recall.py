from collections import Counter

import pytest

from responses.triage.risk.reading import Doubt, TriageClock
from responses.triage.risk.text_sets import TextSetHalf, measure
from tests.responses.triage.risk.sets import LANGUAGES, ROMANISED, all_read, read

pytestmark = pytest.mark.slow


class TestTheSets:
    def test_have_sixty_texts_of_each_language_and_half_as_many_of_what_is_romanised(self):
        sizes = {language: len(read("texts", language)) for language in (*LANGUAGES, *ROMANISED)}

        assert sizes == {**dict.fromkeys(LANGUAGES, 60), **dict.fromkeys(ROMANISED, 30)}

    def test_have_risk_of_each_kind_and_what_only_looks_like_it(self):
        for language in LANGUAGES:
            about = Counter(each.judged.about for each in read("texts", language))
            categories = {each.judged.category for each in read("texts", language)}

            assert len(categories) == 11, language
            assert about.keys() == {
                "risk", "past", "near miss", "idiom", "negation", "others", "plain"
            }  # fmt: skip

    def test_hold_back_the_same_stories_in_every_language(self):
        halves = {tuple(each.judged.half for each in read("texts", code)) for code in LANGUAGES}

        assert len(halves) == 1


class TestTheRules:
    def test_find_98_of_100_in_the_half_that_was_held_back(self):
        held_back = measure(all_read("texts", half=TextSetHalf.HELD_BACK))

        assert held_back.risk == 156
        assert held_back.recall >= 0.98

    def test_raise_few_texts_without_risk(self):
        assert measure(all_read("texts")).precision >= 0.88

    def test_find_what_they_were_widened_by(self):
        assert measure(all_read("later")).recall >= 0.98

    def test_find_little_of_what_is_told_in_no_usual_words(self):
        assert measure(all_read("fresh")).recall <= 0.1

    def test_find_what_people_say_in_their_own_way(self):
        spoken = measure(all_read("spoken"))

        assert spoken.risk == 131
        assert spoken.recall >= 0.95
        assert spoken.precision >= 0.95

    def test_find_half_of_what_people_say_so_that_no_rule_was_written_for(self):
        unseen = measure(all_read("unseen"))

        assert unseen.risk == 49
        assert 0.45 <= unseen.recall <= 0.6
        assert unseen.precision >= 0.9

    def test_find_the_situations_by_which_they_were_widened(self):
        assert measure(all_read("situations")).recall >= 0.98

    def test_find_few_other_situations(self):
        others = measure(all_read("other_situations"))

        assert others.risk == 60
        assert 0.1 <= others.recall <= 0.25

    def test_raise_few_reports_of_ordinary_crimes(self):
        ordinary = measure(all_read("ordinary"))

        assert (ordinary.texts, ordinary.risk) == (52, 0)
        assert ordinary.found_in_all <= 5

    def test_never_clear_a_text_of_risk_that_they_have_found(self):
        for each in all_read("texts"):
            reading = each.reading
            assert reading.clock <= TriageClock.WORKING_DAY
            assert (
                reading.clock
                == min([reason.clock for reason in reading.reasons], default=reading.clock)
                or reading.doubts
            )


class TestWhatIsRomanised:
    @pytest.mark.parametrize("language", ROMANISED)
    def test_always_goes_to_a_person(self, language):
        for each in read("texts", language):
            assert each.reading.is_unsure, each.judged.text
            assert each.is_ahead

    @pytest.mark.parametrize("language", ROMANISED)
    def test_is_known_for_what_it_is(self, language):
        romanised = [Doubt.ROMANISED in each.reading.doubts for each in read("texts", language)]

        assert sum(romanised) / len(romanised) >= 0.9
