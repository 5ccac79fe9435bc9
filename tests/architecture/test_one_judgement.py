"""Nothing but analytics/stats/judgement.py says clear, unclear or too few (decision 61)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import source

JUDGE = Path("analytics/stats/judgement.py")
HELD_APART = {
    "newcombe_difference": {JUDGE, Path("analytics/stats/gaps.py")},
    "benjamini_hochberg": {
        Path("analytics/stats/judgement.py"),
        Path("analytics/stats/emerging/lines.py"),
        Path("analytics/themes/counting.py"),
    },
    "largest_level": {JUDGE},
    "smallest_detectable": {JUDGE},
    "p_value": {JUDGE},
    "contains": {JUDGE},
}
"""What compares, and who may use it: a gap as it is has an interval and no word, and alerts look at
weeks with a test of their own (decision 69), whose p-values they keep. New words are ranked, and no
figure is compared by them."""
OF_ALERTS = {"p_value": ("analytics/alerts/", "analytics/stats/emerging/", "analytics/models.py")}


def used(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id


def compared_elsewhere(path: Path, tree: ast.Module) -> set[str]:
    return {
        name
        for name in used(tree)
        if name in HELD_APART
        and path not in HELD_APART[name]
        and not str(path).startswith(OF_ALERTS.get(name, ("nowhere",)))
    }


class TestWhatIsClear:
    @pytest.mark.slow
    def test_is_said_by_the_one_judgement(self) -> None:
        found = {
            f"{source.name(path)}: {', '.join(sorted(names))}"
            for path in source.modules()
            if path.is_relative_to(source.ROOT / "analytics")
            and (names := compared_elsewhere(Path(source.name(path)), source.tree(path)))
        }

        assert not found, (
            "Only the judgement compares. Make a contrast of the two estimates, have "
            "judgement.judge or judgement.judged judge it with its family, and quote what it says:"
            "\n  " + "\n  ".join(sorted(found))
        )

    def test_is_seen_where_somebody_else_says_it(self) -> None:
        planted = ast.parse("clear = not found.interval.contains(0.0)")

        assert compared_elsewhere(Path("analytics/reports/document.py"), planted) == {"contains"}
