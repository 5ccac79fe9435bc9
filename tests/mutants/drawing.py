"""Draw a sample of mutants and print it as JSON."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cosmic_ray.ast import Visitor, ast_nodes, get_ast
from cosmic_ray.operators.provider import OperatorProvider

from tests.mutants.lots import lot

Place = tuple[int, int]
"""Line and column."""
Change = tuple[str, int]
"""An operator, and which of its occurrences in the file."""

# These change nothing that a test could see: an enum or None compares alike by == and by `is`, and
# a cached or frozen thing has the values of one that is not.
ALIKE = ("Eq_Is", "NotEq_IsNot", "Is_Eq", "IsNot_NotEq", "RemoveDecorator")
NOT_CALCULATED = {"decorator", "tfpdef"}
MULTIPLIED = {"term", "power"}
"""Where a star multiplies. Everywhere else it unpacks, which no other operator does."""


@cache
def operators() -> dict[str, object]:
    provider = OperatorProvider()
    return {
        name: provider[name]()
        for name in provider
        if not provider[name].arguments() and not name.endswith(ALIKE)
    }


def is_type(node) -> bool:
    while node.parent is not None:
        above = node.parent
        if above.type in NOT_CALCULATED:
            return True
        if above.type == "annassign" and above.children[1] is node:
            return True
        if above.type in {"funcdef", "param"} and above.annotation is node:
            return True
        node = above
    return False


def is_unpacking(node) -> bool:
    is_star = node.type == "operator" and node.value in {"*", "**"}
    return is_star and (node.parent is None or node.parent.type not in MULTIPLIED)


def is_dotted_exception(operator: str, node, start: Place) -> bool:
    leaf = node.get_leaf_for_position(start) if operator.endswith("ExceptionReplacer") else None
    return leaf is not None and leaf.parent.type == "atom_expr"


def is_left_alone(operator: str, node, start: Place) -> bool:
    return is_type(node) or is_unpacking(node) or is_dotted_exception(operator, node, start)


def changes(source: str) -> dict[Place, list[Change]]:
    nodes = list(ast_nodes(get_ast(source)))
    found = defaultdict(list)
    for name, operator in operators().items():
        occurrence = 0
        for node in nodes:
            for start, _end in operator.mutation_positions(node):
                if not is_left_alone(name, node, start):
                    found[start].append((name, occurrence))
                occurrence += 1
    return found


class Changing(Visitor):
    def __init__(self, operator, occurrence: int) -> None:
        self.operator, self.left = operator, occurrence

    def visit(self, node):
        for index, _ in enumerate(self.operator.mutation_positions(node)):
            if self.left == 0:
                node = self.operator.mutate(node, index)
            self.left -= 1
        return node


def changed_line(source: str, mutated: str) -> tuple[str, str]:
    lines = zip(source.splitlines(), mutated.splitlines(), strict=False)
    return next((one.strip(), two.strip()) for one, two in lines if one != two)


def places(sources: dict[str, str], seed: int) -> Iterator[tuple[float, str, Place, Change]]:
    for name, source in sources.items():
        for place, possible in changes(source).items():
            chance = lot(source, place, file=name, seed=seed)
            yield chance.random(), name, place, chance.choice(possible)


def sample(folder: Path, files: list[str], *, count: int, seed: int) -> Iterator[dict]:
    sources = {name: (folder / name).read_text() for name in files}
    for _, name, place, (operator, occurrence) in sorted(places(sources, seed))[:count]:
        changing = Changing(operators()[operator], occurrence)
        mutated = changing.walk(get_ast(sources[name])).get_code()
        before, after = changed_line(sources[name], mutated)
        yield {
            "file": name, "line": place[0], "operator": operator, "source": mutated,
            "before": before, "after": after,
        }  # fmt: skip


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    found = sample(
        Path(asked["folder"]), sorted(asked["files"]), count=asked["count"], seed=asked["seed"]
    )
    json.dump(list(found), sys.stdout)
