"""The list of helplines: parsed strictly, and honest about what nobody has checked."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from responses.answering.helplines import (
    CHECK_EVERY,
    HelplineAudience,
    HelplineError,
    parse_helplines,
    to_be_checked,
)

from responses.answering.selectors import respondents
from survey.bank import instruments

HEADER = (
    "code,group,number,text_number,hours,wales_only,last_verified_on,source,"
    "name_en,name_cy,about_en,about_cy"
)


def line(**changes: str) -> str:
    fields = {
        "code": "samaritans",
        "group": "anyone",
        "number": "116 123",
        "text_number": "",
        "hours": "always",
        "wales_only": "no",
        "last_verified_on": "2026-11-01",
        "source": "samaritans.org",
        "name_en": "Samaritans",
        "name_cy": "Y Samariaid",
        "about_en": "To talk",
        "about_cy": "I siarad",
    }
    return ",".join((fields | changes).values())


def listed(*lines: str) -> str:
    return "\n".join((HEADER, *lines)) + "\n"


class TestParseHelplines:
    def test_reads_a_line(self) -> None:
        (helpline,) = parse_helplines(listed(line()))

        assert helpline.code == "samaritans"
        assert helpline.group is HelplineAudience.ANYONE
        assert helpline.number == "116 123"
        assert helpline.is_always_open
        assert not helpline.is_for_wales
        assert helpline.last_verified_on == date(2026, 11, 1)
        assert helpline.name == {"en": "Samaritans", "cy": "Y Samariaid"}

    def test_takes_a_blank_date_for_never_checked(self) -> None:
        (helpline,) = parse_helplines(listed(line(last_verified_on="")))

        assert helpline.last_verified_on is None

    @pytest.mark.parametrize(
        "changes",
        [
            {"group": "nobody"},
            {"wales_only": "perhaps"},
            {"hours": "often"},
            {"last_verified_on": "1 November"},
            {"number": ""},
            {"number": "0800 CALL ME"},
            {"name_cy": ""},
            {"about_en": ""},
            {"source": ""},
        ],
        ids=lambda changes: "-".join(changes),
    )
    def test_refuses_a_line_by_its_number(self, changes: dict[str, str]) -> None:
        with pytest.raises(HelplineError, match="line 3"):
            parse_helplines(listed(line(), line(code="other", **changes)))

    def test_refuses_a_line_that_is_there_twice(self) -> None:
        with pytest.raises(HelplineError, match="samaritans"):
            parse_helplines(listed(line(), line()))

    def test_refuses_a_list_without_a_column(self) -> None:
        with pytest.raises(HelplineError, match="line 2"):
            parse_helplines("code,group\nsamaritans,anyone\n")


class TestWordsInOtherLanguages:
    def test_stand_beside_english_and_welsh(self) -> None:
        words = {"pl": "code,name,about\nsamaritans,Samarytanie,Rozmowa\n"}

        (helpline,) = parse_helplines(listed(line()), words)

        assert helpline.name == {"en": "Samaritans", "cy": "Y Samariaid", "pl": "Samarytanie"}
        assert helpline.about["pl"] == "Rozmowa"

    @pytest.mark.parametrize(
        ("rows", "fault"),
        [
            ("", "pl: samaritans has no name or no words about it"),
            ("samaritans,Samarytanie,\n", "pl: samaritans has no name or no words about it"),
            ("samaritans,S,R\nother,O,R\n", "pl: other is not in the list"),
        ],
    )
    def test_are_whole_or_refused(self, rows: str, fault: str) -> None:
        with pytest.raises(HelplineError) as error:
            parse_helplines(listed(line()), {"pl": f"code,name,about\n{rows}"})

        assert str(error.value) == fault


class TestMustBeChecked:
    @given(st.integers(min_value=0, max_value=400))
    def test_comes_due_after_ninety_days(self, days: int) -> None:
        (helpline,) = parse_helplines(listed(line()))

        is_due = helpline.must_be_checked(on=date(2026, 11, 1) + timedelta(days=days))

        assert is_due == (days > CHECK_EVERY.days)

    @given(st.dates())
    def test_is_always_due_where_nobody_checked(self, today: date) -> None:
        (helpline,) = parse_helplines(listed(line(last_verified_on="")))

        assert helpline.must_be_checked(on=today)


class TestTheShippedList:
    def test_holds_every_service_of_the_signposting_table(self) -> None:
        codes = {helpline.code for helpline in respondents.helplines()}

        assert len(codes) == 26
        assert {"emergency", "victim_support", "live_fear_free", "bawso", "samaritans"} <= codes

    def test_speaks_every_language_that_people_are_asked_in(self) -> None:
        asked_in = {
            language
            for source in instruments.shipped_instruments()
            for language in source.languages
        }

        assert len(asked_in) == 9
        for helpline in respondents.helplines():
            assert asked_in <= helpline.name.keys()
            assert asked_in <= helpline.about.keys()

    def test_fills_every_group(self) -> None:
        assert {helpline.group for helpline in respondents.helplines()} == set(HelplineAudience)

    def test_marks_what_is_for_wales_only(self) -> None:
        welsh = {line.code for line in respondents.helplines() if line.is_for_wales}

        assert welsh == {"live_fear_free", "bawso"}

    def test_claims_no_check_that_nobody_made(self) -> None:
        """A date stands here only once somebody has rung the number."""
        due = to_be_checked(respondents.helplines(), on=date(2026, 11, 26))

        assert len(due) == len(respondents.helplines())


class TestCheckHelplines:
    def test_lists_what_is_due_and_fails(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(CommandError, match="26 numbers must be rung"):
            call_command("check_helplines")

        assert "116 123         Samaritans (never checked; thegayuk.com)" in capsys.readouterr().out

    def test_is_content_when_all_were_rung(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rung = parse_helplines(listed(line()))
        monkeypatch.setattr(respondents, "helplines", lambda: rung)

        with time_machine.travel(datetime(2026, 11, 20, tzinfo=UTC)):
            call_command("check_helplines")

        assert "Every number was checked" in capsys.readouterr().out

    def test_says_when_a_number_was_last_rung(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rung = parse_helplines(listed(line()))
        monkeypatch.setattr(respondents, "helplines", lambda: rung)

        with (
            time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC)),
            pytest.raises(CommandError, match="1 number must be rung"),
        ):
            call_command("check_helplines")

        assert "(1 November 2026; samaritans.org)" in capsys.readouterr().out
