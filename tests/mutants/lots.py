"""Each place that could be changed draws a lot of its own, from the words that stand there and not
from its number in a list."""

from random import Random


def lot(source: str, place: tuple[int, int], *, file: str, seed: int) -> Random:
    line, column = place
    lines = source.splitlines()
    words = lines[line - 1].lstrip()
    indent = len(lines[line - 1]) - len(words)
    before = sum(each.lstrip() == words for each in lines[: line - 1])
    return Random(f"{seed} {file} {before} {column - indent} {words}")
