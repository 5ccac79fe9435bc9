from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import product

import pytest
from django.utils.timezone import make_aware
from hypothesis import given
from hypothesis import strategies as st

from analytics.disclosure.years import quarters_of
from analytics.items import item_codes
from analytics.refresh.selectors.quarter_states import KnownState
from analytics.research import selectors
from analytics.research.codebook import Variable
from analytics.research.files import columns_of
from analytics.research.protection import LEAST, protect
from analytics.research.recoding import ANY, KEYS, UNSAID, WEIGHT, ResearchRecord, coarse_weight

ITEMS = item_codes()
PLAIN = ("E12000001", "no", "white", "35_to_54", "person", "report", "female")


def record(
    keys: tuple[str, ...] = PLAIN, said: str = "positive", weight: float = 1.0
) -> ResearchRecord:
    return ResearchRecord(keys, dict.fromkeys(ITEMS, said), weight)


def mixed(count: int, keys: tuple[str, ...] = PLAIN) -> list[ResearchRecord]:
    return [record(keys, ("positive", "negative")[number % 2]) for number in range(count)]


def changed(**keys: str) -> tuple[str, ...]:
    return tuple(keys.get(name, value) for name, value in zip(KEYS, PLAIN, strict=True))


@st.composite
def records(draw) -> list[ResearchRecord]:
    keys = st.tuples(*(st.sampled_from((*values[:2], ANY)) for values in KEYS.values()))
    said = st.sampled_from(["positive", "neutral", "negative", UNSAID])
    made = st.builds(record, keys, said)
    return draw(st.lists(made, max_size=60))


class TestAGroup:
    @given(records())
    def test_holds_at_least_ten_or_is_not_there(self, drawn):
        sizes = Counter(each.keys for each in protect(drawn).records)

        assert all(size >= LEAST for size in sizes.values())
        assert protect(drawn).smallest == min(sizes.values(), default=0)

    @given(records())
    def test_gives_up_keys_and_never_makes_one_up(self, drawn):
        known = Counter(each.keys for each in drawn)

        for each in protect(drawn).records:
            assert any(
                all(now in {before, ANY} for now, before in zip(each.keys, keys, strict=True))
                for keys in known
            )

    def test_of_nine_gives_up_the_region_before_it_gives_up_more(self):
        protected = protect([*mixed(9), *mixed(9, changed(region="E12000002"))])

        assert {each.keys for each in protected.records} == {changed(region=ANY)}
        assert (protected.dropped, protected.coarsened["region"]) == (0, 18)

    def test_of_one_who_is_like_nobody_is_dropped(self):
        odd = record(changed(sex="male", stage="outcome", crime="other", age="under_35"))
        protected = protect([*mixed(40), odd])

        assert protected.dropped == 1

    def test_that_gave_one_answer_shows_none_of_it(self):
        protected = protect([record(said="negative")] * 12)

        assert {what for each in protected.records for what in each.said.values()} == {UNSAID}
        assert protected.silenced == 12 * len(ITEMS)

    def test_that_gave_several_answers_shows_them(self):
        assert protect(mixed(12)).silenced == 0

    @given(records(), st.randoms())
    def test_is_the_same_in_whatever_order_records_come(self, drawn, chance):
        shuffled = list(drawn)
        chance.shuffle(shuffled)

        assert protect(shuffled).records == protect(drawn).records


class TestTwoExtracts:
    VARIABLES = tuple(Variable(name, name, {}) for name in (WEIGHT, *KEYS, *ITEMS))

    @given(records())
    def test_hold_no_smaller_group_together_than_all_columns_do(self, drawn):
        made = protect(drawn).records
        both = columns_of(made, self.VARIABLES[:8])

        for chosen in product([0, 1], repeat=len(KEYS)):
            names = [at + 1 for at, one in enumerate(chosen) if one]
            groups = Counter(tuple(row[at] for at in names) for row in both)
            assert all(size >= LEAST for size in groups.values())

    def test_have_rows_in_an_order_that_tells_nothing_of_other_columns(self):
        made = protect([*mixed(20), *mixed(20, changed(sex="male"))]).records
        only_weight = columns_of(made, self.VARIABLES[:1])

        assert only_weight == sorted(only_weight)

    def test_have_no_number_of_a_person(self):
        assert {each.name for each in self.VARIABLES} == {WEIGHT, *KEYS, *ITEMS}


class TestTwoFilesBetweenWhichSomebodyWithdrew:
    def test_would_show_the_row_of_one_person(self):
        before, after = mixed(31), mixed(30)

        rows = [Counter(map(str, protect(each).records)) for each in (before, after)]
        assert (rows[0] - rows[1]).total() == 1

    @pytest.mark.django_db
    @pytest.mark.parametrize(("days", "may"), [(0, False), (190, False), (191, True)])
    def test_are_of_no_year_whose_answers_can_still_be_taken_out(self, monkeypatch, days, may):
        closed_on = date(2026, 5, 20)
        states = {
            period: KnownState(
                period=period, stages={}, settled_on={}, shifts={}, closed_on=closed_on
            )
            for period in quarters_of("2025-26")
        }
        monkeypatch.setattr("analytics.research.selectors.quarter_states.read_states", states.copy)

        at = make_aware(datetime.combine(closed_on + timedelta(days=days), time(9)))
        assert selectors.may_be_given("2025-26", at=at) is may
        assert selectors.years_to_give(at=at) == (["2025-26"] if may else [])


class TestAWeight:
    @pytest.mark.parametrize(
        ("weight", "kept"), [(0.97, 1.0), (1.0, 1.0), (1.25, 1.41), (3.9, 4.0), (0, 0.0)]
    )
    def test_is_kept_coarsely(self, weight, kept):
        assert coarse_weight(weight) == kept

    @given(st.floats(min_value=0.01, max_value=1000))
    def test_is_off_by_a_fifth_at_most(self, weight):
        assert 0.8 < coarse_weight(weight) / weight < 1.3
