import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

import survey

LAST_FIELD = '    appearance: str = ""\n    symbol: str = field(default="", metadata=MENDABLE)\n'
CODE = """
from dataclasses import replace

from jsonschema import Draft202012Validator

from survey.definition import differences
from survey.definition.parsing import parse_definition
from survey.definition.serialising import content_hash, question_hash, serialise
from survey.interchange.definition_schema import definition, parts
from survey.interchange.workbooks.sheet_reader import SheetReader
from survey.interchange.xlsform.reading import read_form
from survey.interchange.xlsform.writing import write_form

words = {"en": "Did it help?"}
choice = {"code": "yes", "text": words, "meaning": "positive"}
plain = {"code": "Q", "block": "core", "kind": "single", "text": words, "choices": [choice]}
whole = {"code": "sample", "version": 1, "languages": ["en"], "drafts": []}
before = parse_definition(whole | {"questions": [plain]})
after = parse_definition(whole | {"questions": [plain | {"tone": "warm"}]})
[question] = after.questions
assert question.tone == "warm"
assert serialise(question)["tone"] == "warm"
assert "tone" not in serialise(before)["questions"][0]
assert content_hash(before) != content_hash(after)
assert question_hash(before) != question_hash(after)
Draft202012Validator({**definition(), "$defs": parts()}).validate(serialise(after))
[change] = differences.between(before, after)
assert (change.aspect, change.part, change.after) == ("detail", "tone", "warm")
reader = SheetReader()
for name, rows in write_form(after).items():
    reader.add(name, rows)
assert read_form(reader.sheets) == after
try:
    parse_definition(whole | {"questions": [plain | {"tone": 7}]})
except ValueError as fault:
    assert str(fault) == "sample version 1, question Q: tone must be words, not 7"
print("known everywhere")
"""


class TestANewPlainField:
    @pytest.mark.slow
    def test_is_known_everywhere_after_one_line(self, tmp_path):
        room = Path(survey.__file__).parent
        for name in ("definition", "interchange"):
            copytree(room / name, tmp_path / "survey" / name)
        (tmp_path / "survey" / "__init__.py").touch()
        types = tmp_path / "survey" / "definition" / "types.py"
        declared = types.read_text()
        assert declared.count(LAST_FIELD) == 1
        types.write_text(declared.replace(LAST_FIELD, f'    tone: str = ""\n{LAST_FIELD}'))

        done = subprocess.run(
            [sys.executable, "-c", CODE], cwd=tmp_path, capture_output=True, text=True, check=False
        )

        assert done.stdout == "known everywhere\n", done.stderr
