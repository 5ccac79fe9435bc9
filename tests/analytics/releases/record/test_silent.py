import pytest

from analytics.releases.record import silent
from analytics.releases.record.silent import SilentLine
from analytics.weighting.response_rates import ScopeCounts


def scope_of(counts) -> ScopeCounts:
    return ScopeCounts(in_scope=counts["recorded"], contactable=counts["recorded"] - counts["left"])


def counts(recorded=1_000, left=400, invited=300, usable=100):
    return {"recorded": recorded, "left": left, "invited": invited, "usable": usable}


def nation(women=None, men=None, kinds=("sexual", "domestic", "stalking")):
    women, men = women or counts(), men or counts()
    together = {name: women[name] + men[name] for name in women}
    found = {("all", "all"): counts(9_000, 3_000, 4_000, 2_000)}
    for kind in kinds:
        found["kind_sex", f"{kind}.female"] = women
        found["kind", kind] = together
    return found


def lines(*args, **kwargs) -> dict[str, SilentLine]:
    return {line.group: line for line in silent.silent_lines(*args, **kwargs)}


class TestSilentLines:
    def test_are_of_a_hundred_in_scope(self) -> None:
        found = lines(nation(), scope_of)

        assert found["sexual"] == ("sexual", "1000", "60", "30", "10")
        assert found["all"] == ("all", "9000", "67", "44", "22")
        assert list(found) == ["sexual", "domestic", "stalking", "vawg", "all"]

    def test_tell_nothing_of_fewer_than_thirty_in_scope(self) -> None:
        found = lines(nation(counts(29, 0, 20, 10)), scope_of)

        assert set(found["sexual"][1:]) == {"[c]"}

    @pytest.mark.parametrize(
        ("women", "men", "shown"),
        [
            (counts(usable=29), counts(), ("30", "[c]")),
            (counts(usable=30), counts(), ("30", "3")),
            (counts(invited=29, usable=29), counts(), ("[c]", "[c]")),
            (counts(), counts(usable=29), ("30", "[c]")),
            (counts(), counts(usable=30), ("30", "10")),
            (counts(), counts(invited=29), ("[c]", "[c]")),
            (counts(), counts(invited=0, usable=0), ("30", "10")),
            (counts(usable=0), counts(), ("30", "0")),
        ],
    )
    def test_hide_how_many_answered_where_they_or_the_others_are_few(
        self, women, men, shown
    ) -> None:
        found = lines(nation(women, men), scope_of)

        assert found["sexual"][3:] == shown

    def test_leave_out_the_sum_where_a_part_is_hidden_or_absent(self) -> None:
        assert "vawg" not in lines(nation(counts(usable=29)), scope_of)
        assert "vawg" not in lines(nation(kinds=("sexual", "domestic")), scope_of)

    def test_round_what_is_little_to_low_and_not_to_nought(self) -> None:
        found = lines(
            nation(counts(100_000, 0, 9_000, 40), counts(100_000, 0, 9_000, 40)), scope_of
        )

        assert found["sexual"].answered == "[low]"

    def test_stay_as_they_were_where_few_moved_between_two_versions(self) -> None:
        earlier = [SilentLine("sexual", "1000", "60", "30", "8")]

        kept = lines(nation(), scope_of, earlier=earlier)["sexual"]
        moved = lines(nation(counts(usable=120)), scope_of, earlier=earlier)["sexual"]

        assert (kept.answered, moved.answered) == ("8", "12")
