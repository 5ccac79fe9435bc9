import pytest

from tests.each import for_each
from ui.markup.phone_numbers import link_numbers


class TestANumber:
    @for_each(
        ("text", "dialled"),
        [
            ("call 999.", "999"), ("ffoniwch 999. Os", "999"), ("تو 999 پر فون کریں", "999"),
            ("dial 18001 101.", "18001101"), ("Ring 116 123", "116123"),
            ("on 0808 157 0000.", "08081570000"), ("08 08 16 89 111", "08081689111"),
        ],
    )  # fmt: skip
    def test_is_a_link_that_stays_left_to_right(self, text: str, dialled: str) -> None:
        linked = link_numbers(f"<p>{text}</p>")

        assert linked.count("<a ") == 1
        assert f'href="tel:{dialled}"' in linked
        assert '<bdi dir="ltr">' in linked

    @for_each(
        "text", ["1,101 of 1,999", "2026", "Question 9 of 12", "#999", "55", "0.999", "S0999"]
    )
    def test_is_no_count_year_or_code(self, text: str) -> None:
        assert link_numbers(f"<p>{text}</p>") == f"<p>{text}</p>"

    @pytest.mark.parametrize("tag", ["a", "button", "label", "legend", "h1", "summary", "textarea"])
    def test_is_left_in_what_is_pressed_itself(self, tag: str) -> None:
        html = f"<{tag}><b>Call 999</b></{tag}>"

        assert link_numbers(html) == html
