"""How old a check may be (SAF-16)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.helplines.listing import fingerprint, needs_ringing
from responses.helplines.opening_hours import OpeningHours
from responses.helplines.rules import is_due, stops_sending
from tests.each import for_each
from tests.responses.helplines.make import LISTING, listing

pytestmark = pytest.mark.safety

RUNG = date(2026, 5, 1)


class TestALine:
    @given(st.integers(min_value=0, max_value=400))
    def test_is_due_after_ninety_days(self, days: int) -> None:
        assert is_due(RUNG, on=RUNG + timedelta(days=days)) == (days > 90)

    @pytest.mark.parametrize(("days", "stops"), [(0, False), (183, False), (184, True)])
    def test_saf_16_stops_sending_after_183_days(self, days: int, *, stops: bool) -> None:
        assert stops_sending(RUNG, on=RUNG + timedelta(days=days)) is stops

    def test_saf_16_that_nobody_rang_is_due_and_stops_sending(self) -> None:
        assert is_due(None, on=RUNG)
        assert stops_sending(None, on=RUNG)


class TestAChange:
    @pytest.mark.parametrize(
        "changed",
        [
            {"number": "0808 157 0001"},
            {"text_number": "0808 157 0001"},
            {"textphone_number": "18000"},
            {"hours": OpeningHours()},
            {"languages": ("cy",)},
            {"has_interpreters": True},
        ],
        ids=lambda changed: next(iter(changed)),
    )
    def test_of_what_ringing_finds_out_must_be_rung(self, changed: dict) -> None:
        assert needs_ringing(LISTING, listing(**changed))

    def test_of_words_need_not(self) -> None:
        assert not needs_ringing(LISTING, listing(descriptions={"en": "a", "cy": "b"}, source="c"))

    @for_each("field", ["names", "descriptions"])
    @for_each(
        "words",
        ["Ring 07700 900123.", "07700-900-123", "০৭৭০০ ৯০০১২৩", "Gwefan: 0 8 0 8 1 5 7"],
    )
    def test_saf_16_of_words_must_be_rung_where_they_bring_a_number(self, field, words) -> None:
        assert needs_ringing(LISTING, listing(**{field: getattr(LISTING, field) | {"pl": words}}))

    @pytest.mark.parametrize("words", ["For people under 18.", "Open 24/7", "Mind. To talk."])
    def test_of_words_that_have_figures_need_not(self, words) -> None:
        assert not needs_ringing(LISTING, listing(descriptions={"en": words, "cy": "b"}))

    def test_that_brings_a_new_line_must_be_rung(self) -> None:
        assert needs_ringing(None, LISTING)

    def test_has_another_fingerprint_whatever_it_changes(self) -> None:
        changed = [
            listing(number="1"),
            listing(names={"en": "a", "cy": "b"}),
            listing(hours=OpeningHours()),
        ]

        assert len({fingerprint(each) for each in (LISTING, *changed)}) == 4
        assert fingerprint(LISTING) == fingerprint(listing())
