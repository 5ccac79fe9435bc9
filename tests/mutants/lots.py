"""Each place that could be changed draws a lot of its own, from the words that stand there and not
from its number in a list: an edit elsewhere leaves it in the sample, or out of it."""

from random import Random


def lot(source: str, place: tuple[int, int], *, file: str, seed: int) -> Random:
    """The chance of a place (line, column), which decides whether it is drawn and which change is
    made there. What goes in beside the seed: the file, the words of the line, where in the line
    it is, and which of the lines with these words."""
    line, column = place
    lines = source.splitlines()
    words = lines[line - 1].lstrip()
    indent = len(lines[line - 1]) - len(words)
    before = sum(each.lstrip() == words for each in lines[: line - 1])
    return Random(f"{seed} {file} {before} {column - indent} {words}")
