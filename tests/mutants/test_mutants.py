import json
from subprocess import CompletedProcess

import pytest

from tests.mutants import __main__ as mutants

CHANGED = {
    "file": "rule.py", "line": 1, "operator": "ReplaceBinaryOperator_Pow_Sub",
    "before": "{**chances, 'moved_on': 0.5}", "after": "",
}  # fmt: skip


def drawn(monkeypatch: pytest.MonkeyPatch, source: str) -> list[mutants.Mutant]:
    said = json.dumps([CHANGED | {"source": source}])
    monkeypatch.setattr(
        mutants.subprocess, "run", lambda *_, **__: CompletedProcess((), 0, stdout=said)
    )
    return mutants.drawn((), count=1, seed=1)


class TestADrawnSample:
    def test_is_of_changes_that_a_parser_reads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        [mutant] = drawn(monkeypatch, "few = 2 ** 3 - 1\n")

        assert mutant.source == "few = 2 ** 3 - 1\n"

    def test_is_refused_with_a_change_that_any_test_would_notice(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(SystemExit, match="Not Python"):
            drawn(monkeypatch, "few = {-chances, 'moved_on': 0.5}\n")
