import pytest

from analytics import items
from analytics.cube import meanings
from survey.definition.types import Meaning


class TestItems:
    def test_are_the_ten_of_the_short_core_in_the_order_asked(self):
        assert items.item_codes() == (
            "Q-CON-1",
            "Q-ACT-2",
            "Q-INF-1",
            "Q-TRT-1",
            "Q-TRT-2a",
            "Q-TRT-2b",
            "Q-SAFE-1",
            "Q-SUP-1",
            "Q-OVR-1",
            "Q-CNF-1",
        )

    def test_have_one_headline(self):
        assert items.headline().code == "Q-OVR-1"

    @pytest.mark.parametrize("code", items.item_codes())
    def test_have_every_text_in_english_and_welsh(self, code):
        item = items.items()[code]

        for text in (item.label, item.finding, item.why):
            assert set(text) == {"en", "cy"}
            assert all(text.values())
            assert text["en"] != text["cy"]


@pytest.mark.django_db
class TestMeanings:
    def test_come_from_the_published_instrument_for_every_item(self):
        assert set(items.item_codes()) <= meanings.meanings().keys()

    def test_know_good_and_bad_on_every_item(self):
        for item in items.item_codes():
            known = set(meanings.meanings()[item].values())

            assert {Meaning.POSITIVE, Meaning.NEGATIVE, Meaning.OUT_OF_BASE} <= known

    def test_leave_prefer_not_to_say_out_of_every_base(self):
        for item in items.item_codes():
            assert meanings.meanings()[item]["prefer_not"] is Meaning.OUT_OF_BASE
