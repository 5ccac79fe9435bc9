import ast

import pytest

from tests.architecture import source

BLIND = ("cases", "case_files", "casework", "eligibility", "invitations", "operations", "sms")
"""The subjects of `responses` that decide who is asked and when, or in which staff see cases."""


class TestDecisions:
    @pytest.mark.slow
    def test_are_made_without_a_look_at_answers(self) -> None:
        looks = [
            source.place(path, node)
            for path in source.modules()
            if path.relative_to(source.ROOT).parts[:2] in {("responses", each) for each in BLIND}
            for node in source.nodes(path)
            if _reads_answers(node)
        ]

        assert looks == []


def _reads_answers(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module="responses.models", names=names):
            return any(each.name in {"Response", "WithdrawnAnswers"} for each in names)
        case ast.Attribute(attr="response" | "responses" | "answers"):
            return True
        case ast.Constant(value=str(text)):
            return "response__answers" in text or "responses__answers" in text
    return False
