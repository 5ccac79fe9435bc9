"""A sweep over many values in one test."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import Signature, signature
from typing import Any

from _pytest.mark import ParameterSet


def for_each(names: str | Sequence[str], values: Iterable[Any]) -> Callable[[Any], Any]:
    known = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    steps = [_step(each, is_one=len(known) == 1) for each in values]
    assert steps, f"there is no {', '.join(known)} to go through"

    def decorated(test: Any) -> Any:
        if isinstance(test, type):
            for name in [name for name in vars(test) if name.startswith("test_")]:
                setattr(test, name, _swept(vars(test)[name], known, steps))
            return test
        return _swept(test, known, steps)

    return decorated


def _step(given: Any, *, is_one: bool) -> Sequence[Any]:
    if isinstance(given, ParameterSet):
        assert not given.marks, f"{given.id}: a value with a mark needs a test of its own"
        return given.values
    return (given,) if is_one else given


def _swept(test: Callable[..., None], names: list[str], steps: list[Any]) -> Callable[..., None]:
    @wraps(test)
    def swept(*arguments: Any, **others: Any) -> None:
        faults: list[Exception] = []
        for step in steps:
            given = dict(zip(names, step, strict=True))
            try:
                test(*arguments, **others, **given)
            except Exception as fault:
                fault.add_note(f"with {given!r}")
                faults.append(fault)
        if len(faults) > 1:
            message = f"{len(faults)} of {len(steps)}"
            raise ExceptionGroup(message, faults)
        if faults:
            raise faults[0]

    swept.__signature__ = _without(signature(test), names)  # type: ignore[attr-defined]
    return swept


def _without(asked: Signature, names: list[str]) -> Signature:
    left = [given for name, given in asked.parameters.items() if name not in names]
    return asked.replace(parameters=left)
