from datetime import time

import pytest
from django.utils import translation

from responses.helplines import selectors
from responses.helplines.listing import SIGN_LANGUAGE, HelplineArea, HelplineAudience, Listing
from responses.helplines.opening_hours import OpeningHours, Span
from responses.helplines.presenters import listings as presenters
from responses.helplines.presenters.listings import HelplineRow
from tests.each import for_each
from tests.responses.helplines.make import listing

NINE_TO_FIVE = (Span(time(9), time(17)),)
NO_ISOLATES = dict.fromkeys((0x2068, 0x2069))
WEEKDAYS = OpeningHours(days=(NINE_TO_FIVE,) * 5 + ((), ()))


def said(hours: OpeningHours, language: str = "en") -> tuple[str, ...]:
    with translation.override(language):
        return presenters.hours_words(hours, language=language)


def row(one: Listing, language: str = "en") -> HelplineRow:
    with translation.override(language):
        return presenters.helpline_row(one, language=language)


class TestHours:
    @for_each(
        ("language", "words"),
        [
            ("en", "Monday to Friday, 9am to 5pm"),
            ("en-x-easy", "Monday to Friday, 9am to 5pm"),
            ("cy", "Dydd Llun i ddydd Gwener, 9am i 5pm"),
            ("pl", "poniedziałek – piątek, 09:00 – 17:00"),
            ("ro", "luni – vineri, 09:00 – 17:00"),
            ("ur", "پیر سے جمعہ تک، 9:00 AM سے 5:00 PM تک"),
            ("ar", "من الاثنين إلى الجمعة، من 9:00 ص إلى 5:00 م"),
            ("bn", "সোমবার থেকে শুক্রবার, 9:00 AM থেকে 5:00 PM"),
        ],
    )
    def test_are_said_in_each_language(self, language: str, words: str) -> None:
        [text] = said(WEEKDAYS, language)

        assert text.replace("\u00a0", " ").translate(NO_ISOLATES) == words

    def test_are_day_and_night(self) -> None:
        assert said(OpeningHours(is_always=True)) == ("Open day and night",)
        assert said(OpeningHours(is_always=True), "cy") == ("Ar agor ddydd a nos",)

    def test_are_said_to_be_unknown_where_they_are(self) -> None:
        assert said(OpeningHours()) == ("Opening hours not known yet",)

    def test_group_days_with_equal_hours(self) -> None:
        late = (Span(time(10, 30), time(0)),)
        twice = (Span(time(9), time(12)), Span(time(13), time(17)))
        hours = OpeningHours(
            days=(twice, twice, late, (), (), late, ()), is_closed_on_holidays=True
        )

        assert said(hours) == (
            "Monday to Tuesday, 9am to midday and 1pm to 5pm",
            "Wednesday, 10:30am to midnight",
            "Saturday, 10:30am to midnight",
            "Closed on bank holidays",
        )

    def test_of_every_day_are_told_once(self) -> None:
        assert said(OpeningHours(days=(NINE_TO_FIVE,) * 7)) == ("Every day, 9am to 5pm",)


class TestARow:
    def test_says_nothing_of_hours_that_are_not_known(self) -> None:
        assert row(listing(hours=OpeningHours())).hours == ()

    def test_has_each_number_to_read_and_to_dial(self) -> None:
        shown = row(listing(text_number="0808 157 0001", textphone_number="18001 101"))

        assert (shown.call.written, shown.call.dial) == ("0808 157 0000", "08081570000")
        assert (shown.text.dial, shown.textphone.dial) == ("08081570001", "18001101")

    def test_names_the_languages_in_the_reader_s_own(self) -> None:
        one = listing(languages=("cy", SIGN_LANGUAGE, "ur"), has_interpreters=True)

        assert row(one).languages == "Languages: English, Welsh, British Sign Language and Urdu"
        assert (
            row(one, "cy").languages == "Ieithoedd: Saesneg, Cymraeg, Iaith Arwyddion Prydain, Wrdw"
        )
        assert row(one).has_interpreters

    def test_says_nothing_of_languages_where_it_is_english_alone(self) -> None:
        assert row(listing()).languages == ""

    def test_says_where_it_helps_unless_in_both_countries(self) -> None:
        assert row(listing()).area == ""
        assert row(listing(area=HelplineArea.WALES), "cy").area == "Cymru"
        assert row(listing(area=HelplineArea.ENGLAND)).area == "England"

    def test_falls_back_to_english_and_says_so(self) -> None:
        shown = row(listing(), "ur")

        assert (shown.name, shown.is_name_english) == ("Ear", True)
        assert (shown.about, shown.is_about_english) == ("To talk.", True)

    def test_of_english_pages_is_not_marked_as_english(self) -> None:
        assert not row(listing()).is_name_english
        assert not row(listing(), "en-x-easy").is_about_english
        assert not row(listing(), "cy").is_name_english


@pytest.mark.django_db
class TestTheGroups:
    def test_begin_with_what_is_urgent_and_leave_none_out(self) -> None:
        lines = selectors.shown_listings()

        groups = presenters.helpline_groups(lines, language="en")

        assert len(groups) == len(HelplineAudience)
        assert groups[0].lines[0].call.written == "999"
        assert sum(len(group.lines) for group in groups) == len(lines)


@pytest.mark.django_db
class TestTheFirstHelp:
    def test_is_999_and_two_to_talk_to(self) -> None:
        groups = presenters.helpline_groups(selectors.shown_listings(), language="en")

        first, *others = presenters.first_help(groups)

        assert first.call.dial == "999"
        assert [line in groups[1].lines for line in others] == [True, True]
