from datetime import date, timedelta

import pytest
from django.test import Client

from responses.answering import you_said
from responses.answering.selectors import respondents
from responses.answering.you_said import ChangeError, parse_changes, recent_changes
from tests.conftest import NOW
from tests.responses.answering.test_public_start import answer_all
from tests.responses.invited import invite
from tests.responses.pages import Page

HEADER = "on,said_en,did_en,said_cy,did_cy"
TODAY = NOW.date()


def listed(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def row(on: date = TODAY, said: str = "Tell us sooner.", cy: str = "Yn gynt.,Gwnaed.") -> str:
    return f"{on},{said},Forces now write within a week.,{cy}"


class TestTheList:
    def test_is_read_newest_first(self) -> None:
        older = TODAY - timedelta(days=30)

        assert [change.on for change in parse_changes(listed(row(older), row()))] == [TODAY, older]

    def test_may_be_empty(self) -> None:
        assert parse_changes(listed()) == ()

    def test_that_ships_can_be_read(self) -> None:
        assert respondents.changes() is not None

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ("soon,a,b,,", "line 2: Invalid isoformat string: 'soon'"),
            (",a,b,,", "line 2"),
            (f"{TODAY},a,,,", "each language needs what was said and what was done"),
            (f"{TODAY},a,b,c,", "each language needs what was said and what was done"),
            (f"{TODAY},,,,", "each language needs what was said and what was done"),
            (f"{TODAY},{'a' * 201},b,,", "a text is longer than 200 characters"),
        ],
    )
    def test_names_the_line_at_fault(self, wrong: str, why: str) -> None:
        with pytest.raises(ChangeError, match=why):
            parse_changes(listed(wrong))


class TestWhatIsShown:
    def test_is_at_most_three_of_the_past_year(self) -> None:
        days = [TODAY - timedelta(days=n) for n in (-1, 0, 10, 364, 365)]

        shown = recent_changes(parse_changes(listed(*map(row, days))), language="en", on=TODAY)

        assert [change.on for change in shown] == days[1:4]
        many = parse_changes(listed(*[row()] * 5))
        assert len(recent_changes(many, language="en", on=TODAY)) == you_said.MOST_SHOWN

    def test_is_only_what_is_told_in_the_language(self) -> None:
        changes = parse_changes(listed(row(cy=",")))

        assert recent_changes(changes, language="en", on=TODAY)
        assert not recent_changes(changes, language="cy", on=TODAY)
        assert not recent_changes(changes, language="ur", on=TODAY)


class TestTheLastPage:
    @pytest.mark.slow
    def test_tells_what_changed_and_when(self, browser: Client, monkeypatch) -> None:
        changes = parse_changes(listed(row(TODAY - timedelta(days=40))))
        monkeypatch.setattr(respondents, "changes", lambda: changes)
        page = Page(answer_all(browser, invite()))

        assert "October 2026: people told us: Tell us sooner." in page.text
        assert "What was done: Forces now write within a week." in page.text

    @pytest.mark.slow
    def test_says_nothing_while_nothing_has_changed(self, browser: Client, monkeypatch) -> None:
        monkeypatch.setattr(respondents, "changes", tuple)
        assert "What changed" not in Page(answer_all(browser, invite())).text
