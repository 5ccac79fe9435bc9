import random

from hypothesis import given
from hypothesis import strategies as st

from responses.themes import batches
from responses.themes.batches import LEAST_PEOPLE, TextAtHand


def at_hand(
    pk: int, person: int, *, group: str = "kent", batch: int | None = None, is_met: bool = False
) -> TextAtHand:
    return TextAtHand(pk=pk, group=group, person=str(person), batch=batch, is_met=is_met)


def made(texts):
    return batches.new_batches(texts, chance=random.Random(1))


class TestANewBatch:
    def test_waits_for_ten_people_however_much_nine_write(self):
        nine = [at_hand(pk, pk % 9) for pk in range(40)]

        assert made(nine) == {}
        assert sorted(made([*nine, at_hand(40, 9)])["kent"]) == list(range(41))

    def test_is_of_one_group(self):
        halves = [at_hand(pk, pk, group="kent" if pk % 2 else "nation") for pk in range(18)]
        assert made(halves) == {}

    def test_brings_no_newcomer_alone_to_who_has_coded_the_others(self):
        nine = [at_hand(pk, pk, is_met=True) for pk in range(9)]
        ten = [at_hand(pk, pk) for pk in range(9, 19)]

        assert made([*nine, ten[0]]) == made([*nine, *ten[1:]]) == {}
        assert len(made([*nine, *ten])["kent"]) == 19
        assert sorted(made([*nine, at_hand(9, 9, is_met=True), ten[9]])["kent"]) == list(range(10))

    def test_does_not_tell_in_which_order_texts_came(self):
        assert made([at_hand(pk, pk) for pk in range(20)])["kent"] != list(range(20))

    @given(st.lists(st.tuples(st.integers(0, 12), st.booleans())))
    def test_has_ten_people_or_more(self, written):
        texts = [
            at_hand(pk, person, group="nation" if is_hidden else "kent")
            for pk, (person, is_hidden) in enumerate(written)
        ]
        for ids in made(texts).values():
            assert batches.people_in(text for text in texts if text.pk in ids) >= LEAST_PEOPLE


class TestABatch:
    def test_with_fewer_than_ten_left_is_dissolved(self):
        ten = [at_hand(pk, pk, batch=1) for pk in range(10)]

        assert batches.dissolved(ten) == set()
        assert batches.dissolved(ten[1:]) == set(range(1, 10))

    def test_loses_whose_case_was_hidden_from_its_force(self):
        ten = [at_hand(pk, pk, batch=1) for pk in range(10)]
        hidden = at_hand(10, 10, group="nation", batch=1)

        assert batches.dissolved([*ten, hidden]) == {10}
        assert batches.dissolved([*ten[1:], hidden]) == set(range(1, 11))
