"""Answers given earlier are shown only in reply to the respondent's own press on the page that was
shown last (decision 39, SAF-8)."""

import pytest
import time_machine

from tests.conftest import NOW
from tests.responses.invited import Invited, enter, invite
from tests.responses.phones import Phone, once_on, skip_to_review
from tests.sharing import shared_rows

pytestmark = pytest.mark.safety

HIDDEN = "We do not show what you chose."


@shared_rows
def at_the_third() -> tuple[Invited, Phone]:
    with time_machine.travel(NOW, tick=False):
        inside, phone = invite(), Phone()
        phone.enter(inside)
        phone.answer("very_easy")
        phone.answer("fairly_satisfied")
    assert phone.address == "/q/3/"
    return inside, phone


@pytest.fixture
def inside(at_the_third: tuple[Invited, Phone]) -> Invited:
    return at_the_third[0]


@pytest.fixture
def phone(at_the_third: tuple[Invited, Phone], clock: time_machine.Traveller) -> Phone:
    return at_the_third[1].copied()


class TestBack:
    def test_shows_the_answer_of_the_page_before_and_of_the_one_before_that(
        self, phone: Phone
    ) -> None:
        shown = [phone.back().checked, phone.back().checked]

        assert shown == [["fairly_satisfied"], ["very_easy"]]
        assert HIDDEN not in phone.page.text

    def test_pressed_twice_shows_none(self, phone: Phone) -> None:
        again = {"once": once_on(phone.page), "show": "yes"}
        first = phone.send("/q/2/", **again)

        second = phone.send("/q/2/", **again)

        assert (first.checked, second.checked) == (["fairly_satisfied"], [])
        assert HIDDEN in second.text

    @pytest.mark.parametrize("once", ["", "guessed"])
    def test_without_the_value_of_the_open_page_shows_none(self, phone: Phone, once: str) -> None:
        assert phone.send("/q/2/", once=once, show="yes").checked == []

    def test_of_an_older_page_shows_none(self, phone: Phone) -> None:
        older = once_on(phone.page)
        phone.answer("very_satisfied")

        assert phone.send("/q/2/", once=older, show="yes").checked == []

    @pytest.mark.slow
    def test_leads_from_the_optional_block_too(self, phone: Phone) -> None:
        while phone.address != "/m/":
            phone.press(skip="yes")
        phone.press()
        explained = phone.back()
        phone.back()

        assert "You do not have to answer them." in explained.text
        assert phone.address == "/q/12/"

    def test_is_no_link(self, phone: Phone) -> None:
        assert "/q/2/" not in phone.page.links

    def test_sends_none_of_what_is_picked_on_the_open_page(self, phone: Phone) -> None:
        tags = [name for name, _ in phone.page.tags]
        form = tags.index("form", [t.get("id") for _, t in phone.page.tags].index("earlier"))

        assert "fieldset" not in tags[form : tags.index("button", form)]


class TestAnAddressOpenedByHand:
    @pytest.mark.parametrize("number", [1, 2])
    def test_shows_no_earlier_answer(self, phone: Phone, number: int) -> None:
        page = phone.open(f"/q/{number}/")

        assert page.checked == []
        assert HIDDEN in page.text

    def test_of_a_page_that_back_has_shown_shows_none(self, phone: Phone) -> None:
        assert phone.back().checked

        assert phone.open(phone.address).checked == []

    @pytest.mark.parametrize("address", ["/q/3/", "/g/", "/r/", "/m/"])
    def test_leaves_back_nothing_to_show(self, phone: Phone, address: str) -> None:
        phone.open(address)

        assert phone.address == "/q/3/"
        assert [phone.back().checked, phone.back().checked] == [[], []]

    def test_leaves_back_nothing_to_show_to_who_goes_on_first(self, phone: Phone) -> None:
        phone.open("/q/1/")
        phone.press()

        assert phone.address == "/q/3/"
        assert [phone.back().checked, phone.back().checked] == [[], []]

    @pytest.mark.slow
    def test_leaves_the_check_page_nothing_to_show(self, phone: Phone) -> None:
        phone.open("/q/1/")
        phone.press()

        page = skip_to_review(phone)

        assert "Very easy" not in page.text
        assert page.text.count("Answered") == 2

    def test_leaves_back_nothing_to_show_though_a_press_was_to_lead_elsewhere(
        self, phone: Phone
    ) -> None:
        phone.client.post("/q/3/", {"once": once_on(phone.page), "answer": "very_satisfied"})
        phone.open("/q/2/")

        assert phone.back().checked == []

    def test_shows_again_what_is_answered_after_it(self, phone: Phone) -> None:
        phone.open("/q/3/")
        phone.answer("very_satisfied")

        assert phone.back().checked == ["very_satisfied"]

    def test_is_not_the_one_to_which_a_page_to_read_leads_back(self, phone: Phone) -> None:
        phone.open("/i/4/")
        phone.open("/r/")

        assert phone.address == "/q/3/"
        assert phone.back().checked == []


class TestWhatAPageLoads:
    def test_leaves_back_what_it_had_to_show(self, phone: Phone) -> None:
        phone.client.get("/k/3/speech/")

        assert phone.back().checked == ["fairly_satisfied"]


class TestCheckYourAnswers:
    @pytest.fixture
    def checking(self, phone: Phone) -> Phone:
        skip_to_review(phone)
        return phone

    def test_reads_the_answers_back_to_who_pressed_continue(self, checking: Phone) -> None:
        assert "Very easy" in checking.page.text
        assert "Fairly satisfied" in checking.page.text

    def test_says_only_that_they_were_given_where_the_page_is_opened_by_hand(
        self, checking: Phone
    ) -> None:
        page = checking.open("/r/")

        assert "Very easy" not in page.text
        assert page.text.count("Answered") == 2
        assert page.all("button", formaction="/q/1/")

    def test_changes_an_answer_that_is_shown_for_it(self, checking: Phone) -> None:
        asked = checking.press("/q/1/", show="yes")
        after = checking.answer("very_difficult")

        assert asked.checked == ["very_easy"]
        assert checking.address == "/r/"
        assert "Very difficult" in after.text

    def test_shows_none_by_change_where_it_was_opened_by_hand(self, checking: Phone) -> None:
        checking.open("/r/")

        assert checking.press("/q/1/", show="yes").checked == []

    @pytest.mark.parametrize("look", [{"language": "cy"}, {"text_size": "larger"}])
    def test_keeps_the_answers_in_another_language_and_size(
        self, checking: Phone, inside: Invited, look: dict[str, str]
    ) -> None:
        page = checking.press(**look)

        told = {"cy": "Hawdd iawn"}.get(look.get("language", ""), "Very easy")
        assert told in page.text
        assert inside.response.completed_at is None

    def test_shows_none_in_another_language_where_it_was_opened_by_hand(
        self, checking: Phone
    ) -> None:
        checking.open("/r/")

        assert "Hawdd iawn" not in checking.press(language="cy").text


class TestContinue:
    def test_with_nothing_picked_keeps_the_stored_answer(
        self, phone: Phone, inside: Invited
    ) -> None:
        phone.open("/q/1/")

        phone.press()

        assert phone.address == "/q/3/"
        assert inside.response.answers["Q-CON-1"] == ["very_easy"]

    def test_with_nothing_picked_asks_before_skipping_an_unanswered_question(
        self, phone: Phone, inside: Invited
    ) -> None:
        asked = phone.press()
        before = dict(inside.response.answers)

        phone.press(asked_to_skip="yes")

        assert asked.all("div", **{"data-test": "skip-prompt"})
        assert "Q-INF-1" not in before
        assert inside.response.answers["Q-INF-1"] == []
        assert phone.address == "/q/4/"
        assert phone.back().checked == []

    def test_keeps_a_stored_skip(self, phone: Phone, inside: Invited) -> None:
        phone.press(skip="yes")
        phone.back()

        phone.press()

        assert inside.response.answers["Q-ACT-2"] == ["fairly_satisfied"]
        assert phone.address == "/q/4/"

    def test_pressed_twice_at_once_forgets_nothing(self, phone: Phone) -> None:
        form = {"once": once_on(phone.page), "answer": "very_satisfied"}
        phone.client.post("/q/3/", form)

        phone.send("/q/3/", **form)

        assert phone.back().checked == ["very_satisfied"]
        assert phone.back().checked == ["fairly_satisfied"]


class TestSkip:
    @pytest.mark.parametrize("way", ["by hand", "by Back"])
    def test_clears_the_stored_answer(self, phone: Phone, inside: Invited, way: str) -> None:
        if way == "by hand":
            phone.open("/q/2/")
        else:
            phone.back()

        phone.press(skip="yes")

        assert inside.response.answers["Q-ACT-2"] == []

    def test_has_no_third_button_beside_it(self, phone: Phone) -> None:
        names = {tag.get("name") for tag in phone.open("/q/1/").all("button")}

        assert names <= {None, "language", "text_size", "show", "skip"}


class TestTheOpenPage:
    def test_holds_what_is_picked_through_a_press_for_another_language(self, phone: Phone) -> None:
        page = phone.press(answer="very_satisfied", language="cy")

        assert page.checked == ["very_satisfied"]
        assert phone.back().checked == ["fairly_satisfied"]

    def test_holds_nothing_of_such_a_press_out_of_the_history(self, phone: Phone) -> None:
        again = {"once": once_on(phone.page), "answer": "very_satisfied", "language": "cy"}
        phone.send("/q/3/", **again)

        assert phone.send("/q/3/", **again).checked == []

    @pytest.mark.slow
    def test_holds_nothing_of_an_error_out_of_the_history(self, phone: Phone) -> None:
        while phone.address != "/q/23/":
            wanted = {"/q/21/": "yes", "/q/22/": "a_lot"}.get(phone.address)
            phone.press(**({"answer": wanted} if wanted else _onward(phone.address)))
        again = {"once": once_on(phone.page), "answer": ["vision", "none"]}
        first = phone.send("/q/23/", **again)

        assert first.title.startswith("Error: ")
        assert first.checked == ["vision", "none"]
        assert phone.send("/q/23/", **again).checked == []


class TestComingBackByTheLink:
    def test_leaves_back_nothing_to_show(self, phone: Phone, inside: Invited) -> None:
        phone.open(enter(phone.client, inside))

        assert phone.back().checked == []


def _onward(address: str) -> dict[str, str]:
    return {} if address == "/m/" else {"skip": "yes"}
