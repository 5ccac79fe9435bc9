"""A count of odd English, per file and kind in language.txt, that may fall and never rise.

python -m tests.architecture.language           fail where a folder's count rose
python -m tests.architecture.language --list    print each odd phrase with its place
python -m tests.architecture.language --lower   write today's lower counts
"""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
BUDGET = Path(__file__).with_name("language.txt")
CATALOGUES = ("locale/cy/LC_MESSAGES/django.po", "locale/instruments.pot")
UNCOUNTED = re.compile(
    r"(^|/)migrations/|^supplier/survey_shapes\.py$|^tests/architecture/language\.py$"
)
SHOWN = 40

PHRASES = {
    "Begin with the subject, not with a relative clause": (
        r"(?:^|(?<=[.;:!] ))(?:Who|Whom|Whoever|Whose|What|Whatever|Where|Which|Whichever|How)\b"
        r"(?![^.;:]*\?)[^.;:]{4,}"
    ),
    "Begin with the subject, not with 'Of'": r"(?:^|(?<=[.;:!] ))Of (?!course\b)\w+",
    "Use show, report, publish or distinguish": (
        r"\b(?:is|are|was|were|be|been|being) told\b"
        r"|\b(?:tell|tells|told|telling) (?:of|apart|alike|by|beside)\b"
    ),
    "Use is, remains or is listed": (
        r"\b(?:stand|stands|stood|standing)\b(?![-‑])(?! (?:out|for election)\b)"
    ),
    "Name the person": r"\b(?:some|any|every|no)body\b",
    "Use a word people say today": (
        r"\b(?:albeit|amiss|anew|beside|ere|forthwith|hardly|hence|hither|lest|nor|there(?:by|in|of)"
        r"|thus|whichever|whom|whosoever|where(?:in|of)|as yet|in vain)\b"
    ),
    "Use a noun": (
        r"\b(?:all|he|one|ones|she|that|they|those) (?:that|which|who|whom)\b"
        r"|\b(?:as|by|for|from|of|than|to|with) (?:who|whoever|whatever)\b"
    ),
    "Say what the system does": (
        r"\b(?:see|sees|seen|seeing|saw) to\b|\b(?:is|are) held\b|\blet lie\b"
        r"|\b(?:asks?|comes?|says?|speaks?) of\b|\b(?:came|come) about\b|\bgives? away\b"
        r"|\bgoes? with\b|\bhands? (?:it|one|them) (?:back|over)\b|\bwants? for\b"
        r"|\bwent through the\b"
    ),
    "Say it in fewer words": (
        r"\b(?:any|no) more\b|\bnot any\b|\bby (?:itself|themselves)\b|\bfor ever\b|\bto a head\b"
        r"|\bas few as\b|\bso that (?:no|not)\b|\bwhether or not\b"
    ),
}
COMPILED = {
    advice: re.compile(
        pattern, re.MULTILINE if advice.startswith("Begin") else re.MULTILINE | re.IGNORECASE
    )
    for advice, pattern in PHRASES.items()
}

PARTICIPLES = (
    "asked begun bound broken brought chosen come done drawn found given gone grown heard held kept"
    " known left let lost made meant met put read said seen sent shown spoken stood taken told"
    " written"
).replace(" ", "|")
EMPTY_NAME = re.compile(
    rf"_?(?:(?:has_|is_|are_|was_)?(?:{PARTICIPLES})|apart|beside|how|of|one|that|those|what|who|within"
    r"|(?:as(?!_view)|of|said_of|told_of|those|what|who|whom)_\w+|see_to\w*"
    r"|\w+_(?:alike|anew|apart|beside|in_vain|stands?|told))"
)


DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Mark(NamedTuple):
    path: str
    kind: str
    advice: str
    text: str


def phrases(path: str, kind: str, text: str) -> Iterator[Mark]:
    for advice, pattern in COMPILED.items():
        for found in pattern.finditer(text):
            yield Mark(path, kind, advice, found.group().strip())


def marks_of_module(path: str, source: str) -> Iterator[Mark]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            if isinstance(node.value.value, str):
                yield from phrases(path, "comment", node.value.value)
        elif isinstance(node, DEFINITIONS) and EMPTY_NAME.fullmatch(node.name):
            yield Mark(path, "name", "Say what it does: verb and noun", node.name)
    for line in source.splitlines():
        if (comment := line.strip()).startswith("# "):
            yield from phrases(path, "comment", comment[2:])


def marks_of_document(path: str, source: str) -> Iterator[Mark]:
    for line in source.splitlines():
        yield from phrases(path, "document", line.strip().lstrip("#>-*| ").lstrip())


MESSAGE = re.compile(
    r"^#: (.+)\n(?:#.*\n)*((?:msg(?:ctxt|id|id_plural) (?:\".*\"\n)+)+)", re.MULTILINE
)
QUOTED = re.compile(r"^msgid(?:_plural)? ((?:\".*\"\n)+)", re.MULTILINE)


def marks_of_catalogue(source: str) -> Iterator[Mark]:
    for places, message in MESSAGE.findall(source):
        for quoted in QUOTED.findall(message):
            text = "".join(line[1:-1] for line in quoted.splitlines())
            yield from phrases(places.split()[0].partition(":")[0], "page", text)


def tracked(*patterns: str) -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = sorted(set(done.stdout.splitlines()))
    return [path for path in paths if not UNCOUNTED.search(path) and (ROOT / path).is_file()]


def all_marks() -> Iterator[Mark]:
    for path in tracked("*.py"):
        yield from marks_of_module(path, (ROOT / path).read_text(encoding="utf-8"))
    for path in tracked("*.md"):
        yield from marks_of_document(path, (ROOT / path).read_text(encoding="utf-8"))
    for path in CATALOGUES:
        yield from marks_of_catalogue((ROOT / path).read_text(encoding="utf-8"))


Counts = Counter[tuple[str, str]]
"""By path and kind."""


def budget() -> Counts:
    counts: Counts = Counter()
    for line in BUDGET.read_text(encoding="utf-8").splitlines():
        path, kind, number = line.split()
        counts[path, kind] = int(number)
    return counts


def by_folder(counts: Counts) -> Counts:
    folders: Counts = Counter()
    for (path, kind), number in counts.items():
        folders[str(Path(path).parent), kind] += number
    return folders


def raised(now: Counts, allowed: Counts) -> dict[tuple[str, str], str]:
    listed = {path for path, _ in allowed}
    now_folders, allowed_folders = by_folder(now), by_folder(allowed)
    found = {}
    for (path, kind), number in now.items():
        folder = (str(Path(path).parent), kind)
        if path not in listed:
            found[path, kind] = f"a new file starts at 0 and has {number}"
        elif now_folders[folder] > allowed_folders[folder] and number > allowed[path, kind]:
            found[path, kind] = (
                f"{number}, was {allowed[path, kind]}; "
                f"its folder has {now_folders[folder]} of {allowed_folders[folder]}"
            )
    return found


def write(counts: Counts) -> None:
    lines = (f"{path} {kind} {number}\n" for (path, kind), number in sorted(counts.items()))
    BUDGET.write_text("".join(lines), encoding="utf-8")


def main(arguments: list[str]) -> int:
    marks = list(all_marks())
    if "--list" in arguments:
        wanted = tuple(each for each in arguments if not each.startswith("--"))
        for mark in marks:
            if mark.path.startswith(wanted or ""):
                print(f"{mark.path} [{mark.kind}] {mark.text[:90]} → {mark.advice}")
        return 0
    now = Counter((mark.path, mark.kind) for mark in marks)
    over = raised(now, budget())
    for (path, kind), reason in list(over.items())[:SHOWN]:
        print(f"{path}: odd English ({kind}): {reason}")
        for mark in [each for each in marks if (each.path, each.kind) == (path, kind)][:5]:
            print(f"    {mark.text[:80]} → {mark.advice}")
    if over:
        print(f"{len(over)} counts rose. To see all: python -m tests.architecture.language --list")
        return 1
    if "--lower" in arguments:
        write(now)
    kinds = Counter(mark.kind for mark in marks)
    print(", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())), "odd phrases")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
