import ast
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.architecture import source
from tests.architecture.source import place
from tests.architecture.test_code import listed

# Names that a framework asks for.
FRAMEWORK = {"Meta", "Command", "Migration"}

# Names that several classes have, each with its reason.
SEVERAL: dict[str, str] = {}


def classes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in source.modules():
        for name, node in within(source.tree(path)):
            found[name].append(place(path, node))
    return found


def within(node: ast.AST, owner: str = "") -> Iterator[tuple[str, ast.ClassDef]]:
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.ClassDef):
            name = f"{owner}{each.name}"
            if not each.name.startswith("_") and each.name not in FRAMEWORK:
                yield name, each
            yield from within(each, f"{name}.")


class TestClassNames:
    @pytest.mark.slow
    def test_have_one_meaning_in_the_whole_product(self) -> None:
        doubled = [
            f"{name}: {', '.join(places)}"
            for name, places in sorted(classes().items())
            if len(places) > 1 and name not in SEVERAL
        ]

        assert not doubled, (
            "Say which one it is (FileFault, AnswerFault), so that a reader need not look where a "
            f"name comes from:{listed(doubled)}"
        )

    def test_keep_no_exception_that_is_gone(self) -> None:
        gone = [name for name in SEVERAL if len(classes()[name]) < 2]

        assert not gone, f"Take these out of SEVERAL:{listed(gone)}"


# What others named, so that no enum of ours can hold it: by the name that is compared.
THEIR_WORDS = {
    "method": "of HTTP, as Django gives it",
    "vendor": "of a database, as Django gives it",
    "category": "of Unicode",
    "lower": "true and false, as people write them into files and settings",
    "get": "a parameter of an address",
}


def compared() -> Iterator[tuple[str, str, str]]:
    for path, node in source.each(ast.Compare):
        sides = [node.left, *node.comparators]
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
            for literal in literals_of(operator, left, right):
                other = left if literal is not left else right
                yield last_name(other), literal.value, place(path, node)


def literals_of(operator: ast.cmpop, left: ast.expr, right: ast.expr) -> Iterator[ast.Constant]:
    if isinstance(operator, (ast.Eq, ast.NotEq)):
        candidates = [left, right]
    elif isinstance(operator, (ast.In, ast.NotIn)):
        is_row = isinstance(right, (ast.Tuple, ast.Set, ast.List))
        candidates = right.elts if is_row else []
    else:
        candidates = []
    for each in candidates:
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value:
            yield each


def last_name(node: ast.expr) -> str:
    return ast.unparse(node.func if isinstance(node, ast.Call) else node).rpartition(".")[2]


class TestWordsOfTheField:
    @pytest.mark.slow
    def test_are_members_of_an_enum_where_they_are_compared_more_than_once(self) -> None:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, literal, where in compared():
            if name not in THEIR_WORDS:
                found[name, literal].append(where)

        twice = [
            f'{name} == "{literal}": {", ".join(places)}'
            for (name, literal), places in sorted(found.items())
            if len(places) > 1
        ]

        assert not twice, (
            "A misspelt word is compared in silence. Make a StrEnum with the stored values, and "
            f"compare its members:{listed(twice)}"
        )
