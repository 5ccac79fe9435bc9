"""Drawings of Easy Read (ui/drawings.py) as strokes."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

Point = tuple[float, float]
TOKEN = re.compile(r"([MmLlHhVvCcSsAaZz])|(-?(?:\d+\.?\d*|\.\d+))")
TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "a": 7, "z": 0}


@dataclass(frozen=True)
class Stroke:
    """The end of a move or line, or two handles and the end of a curve; none where the outline
    closes."""

    kind: str
    points: tuple[Point, ...] = ()


class PathError(ValueError):
    pass


def strokes(path: str) -> Iterator[Stroke]:
    """Raises PathError."""
    at, start, handle = (0.0, 0.0), (0.0, 0.0), None
    for letter, numbers in _commands(path):
        kind, origin = letter.lower(), at if letter.islower() else (0.0, 0.0)
        if kind == "z":
            at, handle = start, None
            yield Stroke("close")
        elif kind in "cs":
            points = _pairs(numbers, origin)
            first = points.pop(0) if kind == "c" else _mirrored(handle, at)
            handle, at = points
            yield Stroke("curve", (first, handle, at))
        elif kind == "a":
            end, handle = (origin[0] + numbers[5], origin[1] + numbers[6]), None
            yield from _arc(at, numbers, end)
            at = end
        else:
            at, handle = _end(kind, numbers, origin, at), None
            is_move = kind == "m"
            start = at if is_move else start
            yield Stroke("move" if is_move else "line", (at,))


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    letter, numbers = "", list[float]()
    for found in TOKEN.finditer(path):
        if found[1]:
            letter, numbers = found[1], []
        else:
            numbers.append(float(found[2]))
        if letter and len(numbers) == TAKES[letter.lower()]:
            yield letter, numbers
            # After a move without a letter comes a line.
            letter, numbers = {"M": "L", "m": "l"}.get(letter, letter), []
    if numbers or not letter:
        raise PathError(path)


def _end(kind: str, numbers: list[float], origin: Point, at: Point) -> Point:
    if kind == "h":
        return origin[0] + numbers[0], at[1]
    if kind == "v":
        return at[0], origin[1] + numbers[0]
    return origin[0] + numbers[0], origin[1] + numbers[1]


def _pairs(numbers: list[float], origin: Point) -> list[Point]:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [(origin[0] + x, origin[1] + y) for x, y in pairs]


def _mirrored(handle: Point | None, at: Point) -> Point:
    return (2 * at[0] - handle[0], 2 * at[1] - handle[1]) if handle else at


def _arc(start: Point, numbers: list[float], end: Point) -> Iterator[Stroke]:
    across, down, _turn, is_large, is_clockwise = numbers[:5]
    radius = max(across, down, math.dist(start, end) / 2)
    middle = _middle(start, end, radius, is_left=bool(is_large) != bool(is_clockwise))
    first = math.atan2(start[1] - middle[1], start[0] - middle[0])
    last = math.atan2(end[1] - middle[1], end[0] - middle[0])
    sweep = (last - first) % math.tau
    sweep = sweep if is_clockwise else sweep - math.tau
    parts = max(1, math.ceil(abs(sweep) / (math.pi / 2) - 1e-9))
    for part in range(parts):
        begin = first + sweep * part / parts
        yield _quarter(middle, radius, begin, begin + sweep / parts)


def _middle(start: Point, end: Point, radius: float, *, is_left: bool) -> Point:
    half = math.dist(start, end) / 2
    height = math.sqrt(max(0.0, radius**2 - half**2)) * (1 if is_left else -1)
    along = ((end[0] - start[0]) / (2 * half), (end[1] - start[1]) / (2 * half))
    between = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    return between[0] - height * along[1], between[1] + height * along[0]


def _quarter(middle: Point, radius: float, begin: float, end: float) -> Stroke:
    reach = 4 / 3 * math.tan((end - begin) / 4) * radius
    one, other = (
        (middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle))
        for angle in (begin, end)
    )
    first = one[0] - reach * math.sin(begin), one[1] + reach * math.cos(begin)
    second = other[0] + reach * math.sin(end), other[1] - reach * math.cos(end)
    return Stroke("curve", (first, second, other))
