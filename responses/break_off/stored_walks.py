"""Walks as they are stored, so that one can be taken out of the counts again. Pure.

A step is its part, with a colon and the question behind it where it has one; spaces stand between
steps. Neither codes of questions nor parts hold either."""

from collections.abc import Iterable

from responses.break_off.walk import Step, StepPart, WalkSoFar


def write_steps(steps: Iterable[Step]) -> str:
    return " ".join(f"{step.part.value}:{step.question}".rstrip(":") for step in steps)


def read_steps(text: str) -> tuple[Step, ...]:
    found = (each.partition(":") for each in text.split())
    return tuple(Step(StepPart(part), question) for part, _, question in found)


def read_walk(*, reached: str, stopped: str, declined: str) -> WalkSoFar:
    left = read_steps(stopped)
    return WalkSoFar(read_steps(reached), left[0] if left else None, read_steps(declined))
