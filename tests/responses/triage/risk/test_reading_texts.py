from hypothesis import given
from hypothesis import strategies as st

from responses.triage.risk.reading import (
    OF_RISK,
    TIME_ALLOWED,
    USUAL_CLOCK,
    Doubt,
    RiskCategory,
    TriageClock,
)
from responses.triage.risk.reading_texts import LoweringCues, read_text
from responses.triage.risk.spelling import MORE_WAYS, fold, ways_of
from responses.triage.risk.words import words_of
from tests.each import for_each

HALF_HOUR, FOUR_HOURS, WORKING_DAY = TriageClock


class TestSpelling:
    @for_each(
        "text",
        [
            "he said he will KILL me",
            "he said he will k1ll me",
            "he said he will k*ll me",
            "he said he will kiiilllll me",
            "he said he will k i l l me",
            "he said he will k.i.l.l me",
            "he said he will ki\u200bll me",
            "he said he will ｋｉｌｌ me",
            "he said he will kíll me",
        ],
    )
    def test_of_any_kind_is_seen_through(self, text):
        assert read_text(text, language="en").category == RiskCategory.IMMEDIATE, text

    def test_of_a_long_word_may_have_one_letter_wrong(self):
        assert read_text("my ex strangeld me once again", language="en").category in OF_RISK

    def test_does_not_take_one_word_for_another(self):
        assert read_text("I felt strongly about the delay", language="en").reasons == ()

    def test_of_welsh_may_have_changed_its_first_sound(self):
        assert "plant" in ways_of("blant", "cy") & ways_of("phlant", "cy")

    def test_of_arabic_may_have_small_words_joined_to_it(self):
        assert fold("بيت") in ways_of("والبيت", "ar")

    def test_of_arabic_loses_no_letter_that_is_no_small_word(self):
        assert not set(MORE_WAYS["ar"]("مدينة"))

    def test_of_vowel_signs_is_kept_where_words_differ_by_them(self):
        assert len({fold(word) for word in ("मार", "मर", "মার", "মর")}) == 4


class TestPlaces:
    def test_are_those_of_the_text_as_it_was_written(self):
        text = "Well…\u200b he has a big K N I F E here"
        (reason,) = [one for one in read_text(text, language="en").reasons if one.rule == "weapon"]

        assert text[reason.start : reason.end] == "has a big K N I F E"

    def test_with_points_between_letters_end_no_sentence(self):
        words = words_of("I will k.i.l.l her. Today")

        assert [(word.text, word.sentence) for word in words] == [
            ("I", 0), ("will", 0), ("kill", 0), ("her", 0), ("Today", 1),
        ]  # fmt: skip

    @given(st.text(max_size=60))
    def test_of_words_are_in_order_and_within_the_text(self, text):
        words = words_of(text)

        assert all(0 <= word.start < word.end <= len(text) for word in words)
        assert list(words) == sorted(words, key=lambda word: word.start)


class TestLowering:
    @for_each(
        ("text", "clock"),
        [
            ("he hits me", FOUR_HOURS),
            ("he never hits me", WORKING_DAY),
            ("he hit me years ago", WORKING_DAY),
            ("he hit me years ago and he still has my key", FOUR_HOURS),
            ("on the news a man has a gun", FOUR_HOURS),
            ("He never came. He has a knife", HALF_HOUR),
        ],
    )
    def test_is_by_one_clock_at_most(self, text, clock):
        reading = read_text(f"{text} and that is what I told them", language="en")

        assert reading.clock == clock, text
        assert reading.category in OF_RISK

    def test_says_which_words_did_it(self):
        reading = read_text("he never hits me when I am out", language="en")

        assert reading.reasons[0].lowered_by == "never"

    def test_is_not_done_by_a_small_word_of_another_language(self):
        reading = read_text("Ele bate no meu filho e eu não posso", language="pt")

        assert reading.reasons[0].lowered_by == ""

    @given(st.sampled_from(TriageClock))
    def test_never_ends_in_nothing(self, clock):
        assert clock <= clock.lowered() <= WORKING_DAY
        assert clock.lowered() - clock <= 1


class TestADenial:
    @for_each(
        ("words_after", "said"),
        [(2, ""), (3, "later")],
    )
    def test_after_a_phrase_stands_at_most_so_many_words_from_it(self, words_after, said):
        words = words_of("knife it was later")
        cues = LoweringCues(
            denied=((3,),), past=(), others=(), still=(), words_after=words_after,
        )  # fmt: skip

        assert cues.beside((0,), words) == said


class TestTheMostUrgent:
    def test_is_what_the_reading_names(self):
        text = "I want to complain and he has a knife and he is outside the house now"

        reading = read_text(text, language="en")

        assert (reading.category, reading.clock) == (RiskCategory.IMMEDIATE, HALF_HOUR)
        assert reading.reasons[-1].category == RiskCategory.COMPLAINT

    def test_is_never_less_urgent_for_more_words(self):
        alone = read_text("he has a knife and he said he will use it", language="en")
        longer = read_text(
            "he has a knife and he said he will use it. They never had a gun.", language="en"
        )

        assert longer.clock <= alone.clock


class TestDoubt:
    @for_each(
        ("text", "language", "doubt"),
        [
            ("Il m'a menacé de mort et il est devant ma porte", "en", Doubt.NO_RULES),
            ("Wuxuu yidhi waan ku dili doonaa haddii aad tagto", "en", Doubt.NO_RULES),
            ("Er hat gesagt er bringt mich um", "en", Doubt.NO_RULES),
            ("Jis sakė kad mane nužudys", "en", Doubt.NO_RULES),
            ("Он сказал что убьёт меня", "en", Doubt.NO_RULES),
            ("वह मुझे मार डालेगा", "en", Doubt.NO_RULES),
            ("他说要杀了我", "en", Doubt.NO_RULES),
            ("us ne mujhe bohat maara", "ur", Doubt.ROMANISED),
            ("us ne kaha mujhe maar dalega", "en", Doubt.ROMANISED),
            ("tumhara nambar zzz qqq", "bn", Doubt.ROMANISED),
            ("قال he will kill me وهو عند الباب", "ar", Doubt.MIXED_SCRIPT),
            ("he wіll be here", "en", Doubt.MIXED_SCRIPT),
            ("Zorp blik fnar gruul", "en", Doubt.UNKNOWN_LANGUAGE),
        ],
    )
    def test_takes_a_text_to_a_person_within_four_staffed_hours(self, text, language, doubt):
        reading = read_text(text, language=language)

        assert doubt in reading.doubts, (text, reading)
        assert reading.clock <= FOUR_HOURS

    @for_each(
        ("text", "language"),
        [
            ("Ring people back when you say you will", "en"),
            ("Nothing", "en"),
            ("Nic", "pl"),
            ("Dim byd", "cy"),
            ("كل شيء كان جيدا على WhatsApp", "ar"),
            ("Powiedział, że policja była bardzo dobra i że wszystko jest tak jak ma być", "en"),
            ("!!! 999", "en"),
            ("", "en"),
        ],
    )
    def test_is_not_had_where_the_language_is_clear_or_nothing_is_said(self, text, language):
        assert read_text(text, language=language).doubts == (), text

    @given(
        st.text(alphabet=st.characters(codec="utf-8"), max_size=80),
        st.sampled_from(["en", "ur", "zz"]),
    )
    def test_or_none_every_text_has_a_category_and_a_clock(self, text, language):
        reading = read_text(text, language=language)

        assert reading.category in RiskCategory
        assert reading.clock in TriageClock


class TestTheClocks:
    def test_are_no_slower_than_a_working_day_and_four_hours_for_danger(self):
        assert USUAL_CLOCK.keys() == set(RiskCategory)
        assert all(USUAL_CLOCK[category] <= FOUR_HOURS for category in OF_RISK)

    def test_have_30_minutes_and_4_hours_of_staffed_time(self):
        minutes = {clock: time.total_seconds() / 60 for clock, time in TIME_ALLOWED.items()}

        assert minutes == {HALF_HOUR: 30, FOUR_HOURS: 240}


class TestALongWord:
    def test_of_stretched_letters_stands_for_few_others(self):
        assert len(ways_of("aaabbbccc" * 111, "en")) < 40
