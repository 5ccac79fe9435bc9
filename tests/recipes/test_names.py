"""What the recipes name is in the tree. A recipe itself is followed only at night."""

import ast
from pathlib import Path

from tests.recipes import test_recipes
from tests.recipes.copy import ROOT


def named_tests() -> set[str]:
    """The files and folders of tests that a recipe runs, as paths from the root."""
    tree = ast.parse(Path(test_recipes.__file__).read_text(encoding="utf-8"))
    return {
        node.value.partition("::")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("tests/")
    }


class TestEveryTestOfARecipe:
    def test_is_in_the_tree(self) -> None:
        named = named_tests()

        assert len(named) > 10
        assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
