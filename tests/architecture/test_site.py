import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LISTED = re.compile(r"^\s+- (?:[^:\n]+): (\S+\.md)$", re.MULTILINE)


def test_every_document_stands_in_the_list_and_every_listed_page_exists() -> None:
    listed = LISTED.findall((ROOT / "mkdocs.yml").read_text())
    docs = ROOT / "docs"
    pages = {str(page.relative_to(docs)) for page in docs.rglob("*.md")}
    pages = {page for page in pages if not page.startswith("adr/")}

    assert len(listed) == len(set(listed))
    assert set(listed) == pages
