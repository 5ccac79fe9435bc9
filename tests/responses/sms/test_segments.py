import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.sms import segments
from responses.sms.segments import Encoding, UnsendableTextError
from tests.each import for_each


class TestMeasure:
    @pytest.mark.parametrize(
        ("length", "parts"), [(1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (918, 6)]
    )
    def test_counts_parts_of_plain_letters(self, length, parts):
        measure = segments.measure("a" * length)

        assert (measure.encoding, measure.length, measure.parts) == (
            Encoding.GSM_7,
            length,
            parts,
        )

    @for_each("letter", "^{}\\[~]|€")
    def test_counts_an_extended_character_twice(self, letter):
        assert segments.measure(letter).length == 2

    @for_each("letter", "ÄÉÖÜàäèéìòöùü")
    def test_charges_nothing_for_accents_of_the_alphabet(self, letter):
        assert segments.measure(letter * 160).parts == 1

    @for_each("letter", "âêîôûŵŷáëïÿẁỳŴŶ")
    def test_turns_the_whole_text_for_one_welsh_letter(self, letter):
        measure = segments.measure(letter + "a" * 70)

        assert (measure.encoding, measure.length, measure.parts) == (Encoding.UCS_2, 71, 2)

    def test_agrees_with_the_examples_of_the_service(self):
        assert segments.measure("a" * 120).parts == 1
        assert segments.measure("a" * 120 + "ŷŵ").parts == 2


class TestArriving:
    @for_each(
        ("written", "arrives"),
        [
            ("“it’s” – so…", '"it\'s" - so...'),
            ("ł", "l"),
            ("ș", "s"),
            ("ç", "c"),
            ("ż", "z"),
            ("مرحبا", "?????"),
            ("Привет", "??????"),
            ("ŵ", "ŵ"),
        ],
    )
    def test_is_what_the_service_makes_of_it(self, written, arrives):
        assert segments.arriving(written) == arrives

    @given(st.text(max_size=200))
    def test_is_made_of_sendable_characters_only(self, text):
        arrived = segments.arriving(text)

        assert segments.arriving(arrived) == arrived


class TestCheckSendable:
    def test_lets_plain_and_welsh_text_pass(self):
        segments.check_sendable("Rhannwch eich barn: ŵ ŷ, don’t – “so”…")

    @pytest.mark.parametrize("text", ["مرحبا", "ਪੰਜਾਬੀ", "Привет", "Tiếng Việt", "zażółć"])
    def test_refuses_text_that_would_arrive_altered(self, text):
        with pytest.raises(UnsendableTextError, match="cannot be sent"):
            segments.check_sendable(text)

    def test_refuses_text_that_is_too_long(self):
        with pytest.raises(UnsendableTextError, match="919"):
            segments.check_sendable("a" * 919)
