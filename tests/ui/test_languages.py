from django.conf import settings
from django.utils import translation

from ui import languages

WORD = "Sign out"


class TestOffers:
    def test_have_a_name_of_their_own_for_every_language(self) -> None:
        assert languages.OWN_NAMES.keys() == dict(settings.LANGUAGES).keys()

    def test_stand_in_the_order_of_the_settings_whatever_is_offered(self) -> None:
        found = languages.offers({"ur", "cy", "en"})

        assert [offer.code for offer in found] == ["en", "cy", "ur"]

    def test_leave_out_what_we_do_not_have(self) -> None:
        assert languages.offers({"tlh"}) == []

    def test_mark_drafts(self) -> None:
        found = languages.offers({"en", "cy"}, drafts={"cy"})

        assert [offer.is_draft for offer in found] == [False, True]

    def test_are_written_from_right_to_left_in_arabic_and_urdu_alone(self) -> None:
        every = languages.offers(dict(settings.LANGUAGES))

        assert {offer.code for offer in every if offer.direction == "rtl"} == {"ar", "ur"}


class TestStaffOffers:
    def test_are_english_and_welsh(self) -> None:
        assert [offer.code for offer in languages.staff_offers()] == ["en", "cy"]


class TestAWord:
    def test_is_that_of_the_language_that_is_on(self) -> None:
        found = {}
        for language in ("en", "cy", "ur", "cy", "en"):
            with translation.override(language):
                found[language] = languages.gettext(WORD)
                assert found[language] == translation.gettext(WORD)

        assert found["en"] == WORD
        assert len(set(found.values())) > 1

    def test_is_that_of_the_source_where_no_language_is_on(self) -> None:
        with translation.override("cy"):
            languages.gettext(WORD)
        with translation.override(None):
            assert languages.gettext(WORD) == WORD
