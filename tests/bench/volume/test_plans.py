from dataclasses import replace

import pytest

from tests.bench.volume import plans
from tests.bench.volume.plans import Limits
from tests.each import for_each

LIMITS = Limits(large=frozenset({"event", "contact"}), cost=100_000)


def node(kind: str, *below: dict, **facts: object) -> dict:
    given = {key.replace("_", " "): value for key, value in facts.items()}
    return {
        "Node Type": kind, "Total Cost": 10.0, "Plan Rows": 1_000, "Plans": list(below), **given,
    }  # fmt: skip


def scan(table: str, **facts: object) -> dict:
    return node("Seq Scan", Relation_Name=table, **facts)


def by_index(table: str, **facts: object) -> dict:
    return node("Index Scan", Relation_Name=table, Index_Cond="(id = x)", **facts)


def loop(outer: dict, inner: dict) -> dict:
    return node(
        "Nested Loop",
        {**outer, "Parent Relationship": "Outer"},
        {**inner, "Parent Relationship": "Inner"},
    )


def faults(plan: dict) -> list[str]:
    return plans.faults(plan, limits=LIMITS)


class TestAPlan:
    @for_each(
        "plan",
        [
            scan("event"),
            loop(scan("event"), by_index("contact")),
            loop(scan("event"), scan("force")),
            loop(scan("event", Plan_Rows=1), scan("contact")),
            loop(scan("event"), node("Memoize", by_index("contact"))),
            loop(scan("event"), node("Materialize", scan("contact"), Plan_Rows=3)),
            node("Hash Join", scan("event"), node("Hash", scan("contact"))),
            node("Sort", scan("event"), Sort_Space_Type="Memory", Sort_Space_Used=900),
        ],
    )
    def test_is_fit_where_each_table_is_read_once(self, plan):
        assert faults(plan) == []

    def test_is_unfit_where_it_costs_more_than_is_stated(self):
        assert faults(scan("event", Total_Cost=100_001.0)) == [
            "costs 100,001, at most 100,000 is stated"
        ]

    @pytest.mark.parametrize(
        "inner",
        [
            scan("contact"),
            node("Index Only Scan", Relation_Name="contact"),
            node("Hash Join", by_index("force"), node("Hash", scan("contact"))),
        ],
    )
    def test_is_unfit_where_a_large_table_is_scanned_for_each_row(self, inner):
        plan = node("Aggregate", loop(scan("event"), inner))

        assert faults(plan) == ["a nested loop scans contact for each of 1,000 rows"]

    def test_is_unfit_where_many_rows_are_compared_with_many_kept_ones(self):
        kept = node("Materialize", scan("contact"), Plan_Rows=100_000)

        assert faults(loop(scan("event"), kept)) == ["a nested loop compares 100,000,000 pairs"]

    def test_is_unfit_where_more_were_compared_than_was_planned(self):
        few = loop(scan("event"), node("Materialize", scan("contact"), Plan_Rows=1))

        assert faults({**few, "Rows Removed by Join Filter": 49_000_000}) == [
            "a nested loop compared 49,000,000 pairs"
        ]

    def test_is_unfit_where_a_sort_spills(self):
        plan = node("Sort", scan("event"), Sort_Space_Type="Disk", Sort_Space_Used=21_000)

        assert faults(plan) == ["a sort spills 21,000 kB to disk"]
        assert plans.faults(plan, limits=replace(LIMITS, spilt=21_000)) == []


class TestAPlanWithinAPlan:
    def plan(self, within: dict, over: dict, how: str) -> dict:
        own = {**within, "Parent Relationship": "SubPlan", "Subplan Name": "SubPlan 1"}
        return {**over, "Filter": f"(NOT ({how}))", "Plans": [own]}

    def test_is_unfit_where_it_is_run_for_each_row_of_a_large_table(self):
        plan = self.plan(by_index("contact"), scan("event"), "SubPlan 1")

        assert faults(plan) == ["SubPlan 1 is run for each row of event"]

    def test_is_unfit_where_it_scans_a_large_table_each_time(self):
        plan = self.plan(
            node("Materialize", scan("contact")), by_index("event"), "ANY (x = (SubPlan 1).y)"
        )

        assert faults(plan) == ["SubPlan 1 scans contact for each row"]

    @pytest.mark.parametrize(
        ("within", "over", "how"),
        [
            (scan("contact"), scan("event"), "ANY (x = (hashed SubPlan 1).y)"),
            (by_index("contact"), by_index("event"), "SubPlan 1"),
            (by_index("contact"), scan("force"), "SubPlan 1"),
        ],
    )
    def test_is_fit_where_it_is_hashed_or_few_rows_ask(self, within, over, how):
        assert faults(self.plan(within, over, how)) == []
