from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from access.limits import table
from access.limits.presenters import KINDS
from access.limits.table import BRAKED, LIMITS, Consequence, Kind, Limit, Tier

RULES = Path(__file__).resolve().parents[3] / "docs" / "rules.md"
OF_ADDRESS = Limit(Kind.CODE, Tier.ADDRESS, 20, table.FIVE_MINUTES, Consequence.WAIT)
OF_SERVICE = Limit(Kind.CODE, Tier.SERVICE, 500, table.FIVE_MINUTES, Consequence.BRAKE)


class TestTheTable:
    def test_limits_every_kind(self) -> None:
        assert {limit.kind for limit in LIMITS} == set(Kind) == set(KINDS)

    def test_has_each_limit_once(self) -> None:
        assert max(Counter((each.kind, each.tier, each.window) for each in LIMITS).values()) == 1

    def test_is_shown_in_the_rules(self) -> None:
        assert table.markdown_table() in RULES.read_text(encoding="utf-8")

    @pytest.mark.safety
    def test_keeps_what_is_known_of_an_address_for_minutes(self) -> None:
        windows = {
            limit.window
            for limit in LIMITS
            if limit.tier in {Tier.ADDRESS, Tier.NETWORK, Tier.ACCOUNT_HERE}
        }

        assert windows == {timedelta(minutes=5)}

    def test_lets_a_town_behind_one_address_answer(self) -> None:
        assert all(each.most >= 10 for each in LIMITS if each.tier is Tier.ADDRESS)


class TestAWindow:
    @pytest.mark.parametrize(
        ("at", "ends"), [("10:00:00", "10:05"), ("10:04:59", "10:05"), ("10:05:00", "10:10")]
    )
    def test_ends_with_the_clock(self, at: str, ends: str) -> None:
        day = "2026-11-16T"

        found = OF_ADDRESS.end_of_window(datetime.fromisoformat(f"{day}{at}+00:00"))

        assert found == datetime.fromisoformat(f"{day}{ends}+00:00").astimezone(UTC)


class TestReached:
    def test_is_a_limit_with_as_many_failures_as_it_says(self) -> None:
        assert table.reached({OF_ADDRESS: 19}) == []
        assert table.reached({OF_ADDRESS: 20}) == [OF_ADDRESS]

    def test_is_never_a_brake_itself(self) -> None:
        assert table.reached({OF_ADDRESS: 0, OF_SERVICE: 9_999}) == []

    def test_is_an_address_with_three_failures_while_a_brake_is_on(self) -> None:
        assert table.reached({OF_ADDRESS: BRAKED, OF_SERVICE: 499}) == []
        assert table.reached({OF_ADDRESS: BRAKED - 1, OF_SERVICE: 500}) == []
        assert table.reached({OF_ADDRESS: BRAKED, OF_SERVICE: 500}) == [OF_ADDRESS]
