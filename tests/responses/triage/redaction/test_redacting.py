from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.triage.redaction.marked_texts import (
    MarkedTextError,
    measure_redaction,
    parse_marked,
)
from responses.triage.redaction.numbers import EntityKind, is_card, is_nhs_number, placeholder
from responses.triage.redaction.redacting import redact

SET = Path(__file__).parent / "marked_texts.tsv"
TEXTS = parse_marked(SET.read_text(encoding="utf-8").splitlines())

FLOORS = {
    EntityKind.NAME: 0.94,
    EntityKind.PHONE: 0.98,
    EntityKind.ADDRESS: 0.98,
}
"""Of our own set, on which the rules were written. What has no floor here is all taken out."""

digit = st.integers(0, 9).map(str)
upper = st.sampled_from("ABCDEFGHJKLMNOPRSTUVWXY")


def digits(count: int) -> st.SearchStrategy[str]:
    return st.lists(digit, min_size=count, max_size=count).map("".join)


ENTITIES = st.one_of(
    digits(3).map("07700 900{}".format),
    digits(3).map("+44 7700 900 {}".format),
    digits(6).map("42/{}/23".format),
    st.tuples(upper, upper, digits(6)).map("{0[0]}{0[1]}{0[2]}A".format),
    st.tuples(upper, upper, digits(2), upper).map("{0[0]}{0[1]}{0[2]} X{0[3]}Z".format),
    st.sampled_from(["CF10 3AT", "m1 1ae", "SW1A1AA", "LL57 2DG"]),
    st.from_regex(r"[a-z]{3,8}\.[a-z]{3,8}@example\.org", fullmatch=True),
    digits(4).map("PC {}".format),
    st.sampled_from(["Mr Osei", "Mrs Ap Rhys", "PC Hughes", "my husband Tomos Huws"]),
    st.integers(1, 99).map("{} Elm Road".format),
)
PLAIN = st.sampled_from(
    ["they were kind", "nobody rang", "it took three weeks", "thank you", "diolch", "nothing"]
)


class TestEachKind:
    MEASURED = measure_redaction(TEXTS)

    def test_is_in_the_set(self):
        assert self.MEASURED.kinds.keys() == set(EntityKind)
        assert len(TEXTS) >= 500

    @pytest.mark.parametrize("kind", EntityKind)
    def test_is_taken_out_as_often_as_we_say(self, kind):
        missed = [words for one, words in self.MEASURED.missed if one == kind]

        assert self.MEASURED.kinds[kind].recall >= FLOORS.get(kind, 1), missed

    def test_is_found_in_no_text_without_one(self):
        assert (self.MEASURED.clean, self.MEASURED.touched) == (85, 0)


class TestARedactedText:
    @given(st.lists(PLAIN, min_size=1, max_size=3), ENTITIES, st.integers(0, 3))
    def test_has_no_letter_or_digit_of_what_was_taken_out(self, plain, entity, place):
        told = entity.removeprefix("my husband ").removeprefix("PC ")
        told = told.removeprefix("Mr ").removeprefix("Mrs ")
        text = ", ".join([*plain[:place], entity, *plain[place:]])

        left = redact(text).text

        assert told not in left
        assert not any(part in left for part in told.split() if len(part) > 3)

    @given(st.lists(st.one_of(PLAIN, ENTITIES), max_size=5))
    def test_comes_back_unchanged(self, pieces):
        once = redact(", ".join(pieces)).text

        assert redact(once).text == once

    @given(st.text(max_size=60))
    def test_comes_back_unchanged_whatever_was_written(self, text):
        once = redact(text).text

        assert redact(once).text == once

    @given(st.lists(st.one_of(PLAIN, ENTITIES), max_size=5))
    def test_is_the_text_but_for_what_was_found(self, pieces):
        text = ", ".join(pieces)
        redacted = redact(text)

        left, end = "", 0
        for each in redacted.found:
            left += text[end : each.start] + placeholder(each.kind)
            end = each.end

        assert redacted.text == left + text[end:]
        assert all(
            a.end <= b.start for a, b in zip(redacted.found, redacted.found[1:], strict=False)
        )

    @pytest.mark.slow
    def test_of_the_set_comes_back_unchanged(self):
        for each in TEXTS:
            once = redact(each.text).text
            assert redact(once).text == once, each.text


class TestAName:
    def test_is_taken_out_wherever_it_stands_again(self):
        said = redact("My husband David was there. David rang you and I saw David’s face.").text

        assert said == ("My husband [name] was there. [name] rang you and I saw [name]’s face.")

    def test_is_no_day_force_or_language(self):
        text = "I told them on Monday and Victim Support rang in Welsh"

        assert redact(text).text == text


class TestCheckDigits:
    def test_tell_a_card_from_another_number(self):
        assert is_card("4111 1111 1111 1111")
        assert not is_card("4111 1111 1111 1112")

    def test_tell_an_nhs_number_from_another(self):
        assert is_nhs_number("943 476 5919")
        assert not is_nhs_number("943 476 5918")


class TestASetThatIsWrong:
    @pytest.mark.parametrize(
        ("lines", "said"),
        [(["text"], "first line"), (["language\ttext", "en\ta {nose:B}"], "Line 2")],
    )
    def test_is_told_with_the_line(self, lines, said):
        with pytest.raises(MarkedTextError, match=said):
            parse_marked(lines)
