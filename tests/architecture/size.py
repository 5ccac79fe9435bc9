"""Measure how large and how readable the code is.

python -m tests.architecture.size           print the numbers; fail where one is over its limit
python -m tests.architecture.size --lower   write today's lower numbers into size.toml
"""

import ast
import io
import statistics
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import language, source

LIMITS = Path(__file__).with_name("size.toml")
SMALL_MODULE = 60
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
GOALS = {
    "lines of product Python": 130_000,
    "functions": 8_060,
    "modules under 60 lines": 217,
    "words of docstrings and comments, product and tests": 60_000,
    "names that say nothing, in 1,000": 20,
    "docstrings with odd phrases, in 1,000": 30,
    "decision records": 30,
    "words of decision records": 9_000,
    "words of other documents": 50_000,
}


def docstrings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, *language.DEFINITIONS)):
            text = ast.get_docstring(node, clean=False)
            if text:
                yield text


def comments(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string.lstrip("# ")


def count_words(paths: Iterator[Path] | list[Path]) -> int:
    return sum(len(path.read_text(encoding="utf-8").split()) for path in paths)


def measure() -> dict[str, int]:
    roots = (*source.APPS, "supplier")
    every = [source.ROOT / path for path in language.tracked("*.py")]
    product = [path for path in every if source.name(path).split("/")[0] in roots]
    migrations = [
        path for app in source.APPS for path in (source.ROOT / app).glob("migrations/*.py")
    ]
    definitions = functions = empty = 0
    lengths: list[int] = []
    texts: list[str] = []
    words = 0
    for path in every:
        text = source.text(path)
        tree = source.tree(path)
        found = list(docstrings(tree))
        words += sum(len(each.split()) for each in (*found, *comments(text)))
        if path not in product:
            continue
        texts += found
        for node in ast.walk(tree):
            if isinstance(node, language.DEFINITIONS):
                definitions += 1
                empty += bool(language.EMPTY_NAME.fullmatch(node.name))
            if isinstance(node, FUNCTIONS):
                functions += 1
                lengths.append(node.end_lineno - node.lineno + 1)
    odd = sum(any(True for _ in language.phrases("", "", text)) for text in texts)
    sizes = [source.text(path).count("\n") for path in product]
    records = list((source.ROOT / "docs" / "adr").glob("*.md"))
    documents = [source.ROOT / each for each in language.tracked("*.md")]
    return {
        "lines of product Python": sum(sizes)
        + sum(source.text(path).count("\n") for path in migrations),
        "functions": functions,
        "median lines of a function": round(statistics.median(lengths)),
        "modules": len(product),
        "modules under 60 lines": sum(0 < size < SMALL_MODULE for size in sizes),
        "definitions with a docstring, in 1,000": 1000 * len(texts) // (definitions + len(product)),
        "words of docstrings and comments, product and tests": words,
        "names that say nothing, in 1,000": 1000 * empty // definitions,
        "docstrings with odd phrases, in 1,000": 1000 * odd // len(texts),
        "decision records": len(records),
        "words of decision records": count_words(records),
        "words of other documents": count_words(
            [each for each in documents if each not in records]
        ),
    }


def main(arguments: list[str]) -> int:
    now = measure()
    limits = tomllib.loads(LIMITS.read_text(encoding="utf-8")) if LIMITS.exists() else {}
    over = {name for name, limit in limits.items() if now[name] > limit * 1.01}
    for name, number in now.items():
        goal = f", goal {GOALS[name]:,}" if name in GOALS else ""
        print(f"{name}: {number:,}{goal}{f', OVER {limits[name]:,}' if name in over else ''}")
    if "--lower" in arguments and not over:
        lines = (f'"{name}" = {now[name]}\n' for name in GOALS)
        LIMITS.write_text("".join(lines), encoding="utf-8")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
