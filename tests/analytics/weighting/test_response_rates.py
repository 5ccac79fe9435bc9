import pytest

from analytics.weighting import response_rates


def counts(*, invited: int = 100, usable: int = 0, **more: int) -> dict[str, int]:
    return {"invited": invited, "usable": usable, **more}


class TestAsked:
    def test_leaves_out_people_not_reached_or_not_countable(self):
        assert response_rates.count_asked(counts(undeliverable=3, apart=7)) == 90


class TestHiddenLevels:
    def test_of_which_nobody_was_asked_protects_no_other(self):
        levels = {
            "none": counts(invited=0),
            "few": counts(usable=4),
            "some": counts(usable=20),
            "many": counts(usable=50),
        }

        assert response_rates.hidden_levels(levels) == {"few", "some"}

    def test_leave_as_many_over_as_the_floor_of_who_reads_it(self):
        levels = {name: counts(usable=people) for name, people in (("few", 9), ("some", 20))}
        levels["many"] = counts(usable=50)

        assert response_rates.hidden_levels(levels) == {"few", "some"}
        assert response_rates.hidden_levels(levels, least=30) == {"few", "some", "many"}

    def test_is_empty_where_only_one_level_was_asked(self):
        assert (
            response_rates.hidden_levels({"a": counts(usable=30), "b": counts(invited=0)}) == set()
        )


class TestStepsTold:
    @pytest.mark.parametrize(
        ("steps", "told"),
        [
            ({"usable": 40, "opened": 60, "started": 50, "completed": 30},
             {"usable", "opened", "started", "completed"}),
            ({"usable": 40, "opened": 40, "started": 40, "completed": 40},
             {"usable", "opened", "started", "completed"}),
            ({"usable": 40, "opened": 49, "started": 49, "completed": 31}, {"usable"}),
            ({"usable": 40, "opened": 60, "started": 55, "completed": 30},
             {"usable", "opened", "completed"}),
            ({"usable": 9, "opened": 30, "started": 20, "completed": 9}, {"opened", "started"}),
            ({"usable": 9, "opened": 9, "started": 9, "completed": 9}, set()),
        ],
    )  # fmt: skip
    def test_are_at_least_ten_and_differ_by_ten(self, steps, told):
        assert response_rates.showable_steps(counts(**steps)) == told

    def test_are_none_where_few_were_asked_and_all_answered(self):
        assert not response_rates.showable_steps(counts(invited=15, usable=15, opened=15))
