"""Judges a plan of PostgreSQL: is it one that a nation outgrows?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Node = Mapping[str, Any]
FILTERS = ("Filter", "Join Filter", "Index Cond", "Recheck Cond", "One-Time Filter", "Output")
PER_ROW = re.compile(r"(?<!hashed )SubPlan \d+")


@dataclass(frozen=True, kw_only=True)
class Limits:
    large: frozenset[str]
    cost: float
    pairs: float = 10_000_000
    spilt: int = 0


def faults(plan: Node, *, limits: Limits) -> list[str]:
    found = []
    if plan["Total Cost"] > limits.cost:
        found.append(f"costs {plan['Total Cost']:,.0f}, at most {limits.cost:,.0f} is stated")
    for node in nodes(plan):
        found += _nested_scans(node, limits)
        found += _plans_per_row(node, limits)
        if node.get("Sort Space Type") == "Disk" and node["Sort Space Used"] > limits.spilt:
            found.append(f"a sort spills {node['Sort Space Used']:,} kB to disk")
    return found


def nodes(plan: Node) -> Iterator[Node]:
    yield plan
    for below in children(plan):
        yield from nodes(below)


def children(node: Node) -> Sequence[Node]:
    found: Sequence[Node] = node.get("Plans", ())
    return found


def _nested_scans(node: Node, limits: Limits) -> Iterator[str]:
    if node["Node Type"] != "Nested Loop":
        return
    if (compared := node.get("Rows Removed by Join Filter", 0)) > limits.pairs:
        yield f"a nested loop compared {compared:,} pairs"
    outer, inner = (_side(node, relation) for relation in ("Outer", "Inner"))
    if outer["Plan Rows"] <= 1:
        return
    if inner["Node Type"] == "Materialize":
        pairs = outer["Plan Rows"] * inner["Plan Rows"]
        if pairs > limits.pairs and _scanned(inner, limits):
            yield f"a nested loop compares {pairs:,} pairs"
    elif scanned := _scanned(inner, limits):
        yield f"a nested loop scans {', '.join(scanned)} for each of {outer['Plan Rows']:,} rows"


def _side(loop: Node, relation: str) -> Node:
    return next(each for each in children(loop) if each["Parent Relationship"] == relation)


def _plans_per_row(node: Node, limits: Limits) -> Iterator[str]:
    if not any(PER_ROW.search(str(node.get(each, ""))) for each in FILTERS):
        return
    hashed = set(re.findall(r"hashed (SubPlan \d+)", str([node.get(each) for each in FILTERS])))
    own = [
        each
        for each in children(node)
        if each.get("Parent Relationship") == "SubPlan" and each.get("Subplan Name") not in hashed
    ]
    over = node.get("Relation Name") if node["Node Type"] == "Seq Scan" else None
    for each in own:
        if over in limits.large:
            yield f"{each.get('Subplan Name')} is run for each row of {over}"
        elif scanned := _scanned(each, limits):
            yield f"{each.get('Subplan Name')} scans {', '.join(scanned)} for each row"


def _scanned(plan: Node, limits: Limits) -> list[str]:
    if plan["Node Type"] == "Memoize":
        return []
    own = [plan["Relation Name"]] if _is_scan_of_all(plan) else []
    below = [table for each in children(plan) if not _is_once(each)
             for table in _scanned(each, limits)]  # fmt: skip
    return sorted({table for table in (*own, *below) if table in limits.large})


def _is_scan_of_all(node: Node) -> bool:
    is_by_index = node["Node Type"] in {"Index Scan", "Index Only Scan"}
    return node["Node Type"] in {"Seq Scan", "Parallel Seq Scan"} or (
        is_by_index and "Relation Name" in node and "Index Cond" not in node
    )


def _is_once(node: Node) -> bool:
    return node.get("Parent Relationship") == "InitPlan"
