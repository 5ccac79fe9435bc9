from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from responses.helplines import selectors
from responses.helplines.listing import HelplineArea, HelplineAudience
from responses.models import Helpline
from survey.bank import instruments
from tests.responses.helplines.make import TODAY, verify_all

pytestmark = pytest.mark.django_db


class TestTheFirstLines:
    def test_hold_every_service_of_the_signposting_table(self) -> None:
        names = {listing.names["en"] for listing in selectors.shown_listings()}

        assert len(names) == 26
        assert {"Emergency", "Victim Support", "Live Fear Free", "Bawso", "Samaritans"} <= names

    def test_speak_every_language_that_people_are_asked_in(self) -> None:
        asked_in = {
            language
            for source in instruments.shipped_instruments()
            for language in source.languages
        }

        assert len(asked_in) == 9
        for listing in selectors.shown_listings():
            assert asked_in <= listing.names.keys()
            assert asked_in <= listing.descriptions.keys()

    def test_fill_every_group_in_its_order(self) -> None:
        shown = [listing.audience for listing in selectors.shown_listings()]

        assert list(dict.fromkeys(shown)) == list(HelplineAudience)

    def test_mark_what_is_for_wales_only(self) -> None:
        welsh = {
            listing.names["en"]
            for listing in selectors.shown_listings()
            if listing.area is HelplineArea.WALES
        }

        assert welsh == {"Live Fear Free", "Bawso"}

    def test_claim_no_check_that_nobody_made(self) -> None:
        assert len(selectors.due_lines(on=TODAY)) == len(selectors.shown_listings())


class TestCheckHelplines:
    @pytest.fixture(autouse=True)
    def _now(self, clock) -> None:
        pass

    def test_lists_what_is_due_and_fails(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(CommandError, match="26 helplines must be rung"):
            call_command("check_helplines")

        assert "116 123         Samaritans (never rung; thegayuk.com)" in capsys.readouterr().out

    def test_is_content_when_all_were_rung(self, capsys: pytest.CaptureFixture[str]) -> None:
        verify_all(TODAY - timedelta(days=90))

        call_command("check_helplines")

        assert "Every helpline was rung" in capsys.readouterr().out

    def test_says_when_a_line_was_last_rung(self, capsys: pytest.CaptureFixture[str]) -> None:
        verify_all()
        Helpline.objects.filter(names__en="Samaritans").update(
            last_verified_on=TODAY - timedelta(days=91)
        )

        with pytest.raises(CommandError, match="1 helpline must be rung"):
            call_command("check_helplines")

        assert "(17 August 2026; thegayuk.com)" in capsys.readouterr().out
