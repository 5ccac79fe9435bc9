import ast
import re
from collections.abc import Iterator
from pathlib import Path

from responses.case_files.columns import COLUMNS
from tests.architecture import source

DECLARATIONS = {
    "responses/case_files/columns.py",
    "responses/case_files/standard/case_columns.py",
    "responses/case_files/standard/contact_columns.py",
    "responses/case_files/standard/flag_columns.py",
}
ROOMS = (
    "responses/case_files/", "responses/imports/", "responses/mapping/",
    "responses/data_protection/", "config/privacy",
)  # fmt: skip
RULES = Path(__file__).parent / "case_columns.txt"
OPTIONAL = {
    name
    for column in COLUMNS.values()
    if not column.is_required
    for name in (column.name, column.field)
    if name != "flags"
}


def named_in(path: Path) -> set[str]:
    """The optional columns that a file spells out."""
    if path.suffix == ".py":
        texts = {node.value for node in source.nodes(path) if isinstance(node, ast.Constant)}
    else:
        texts = set(re.findall(r"\w+", source.text(path)))
    return OPTIONAL & texts


def files_with_names() -> Iterator[str]:
    for path in source.files("*.py", "*.toml", "*.csv", "*.html"):
        name = source.name(path)
        if name.startswith(ROOMS) and name not in DECLARATIONS and (columns := named_in(path)):
            yield f"{name}: {' '.join(sorted(columns))}"


class TestTheNameOfAColumn:
    def test_is_spelt_out_in_its_declaration_and_in_rules_about_that_column_alone(self) -> None:
        listed = [
            line for line in RULES.read_text(encoding="utf-8").splitlines() if line[:1] != "#"
        ]

        assert list(files_with_names()) == listed, (
            "Let what you wrote follow from responses/case_files/columns.py. A rule about that "
            f"one column is listed in {source.name(RULES)}."
        )

    def test_is_found_in_a_list_of_columns(self, tmp_path: Path) -> None:
        second = tmp_path / "titles.py"
        second.write_text('TITLES = {"evidence_led": "Led by evidence", "else": ""}')

        assert named_in(second) == {"evidence_led"}
