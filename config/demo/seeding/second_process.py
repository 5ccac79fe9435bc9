"""Work done in a second process, with Django and a connection of its own, so that two cores are
both used."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.utils.module_loading import import_string


class SecondProcessError(Exception):
    """The second process ended with a fault, which it has printed."""


@contextmanager
def beside(path: str, *arguments: object, is_worth_it: bool) -> Iterator[None]:
    """Call the function at `path` while the block runs, and wait for it at the end; where a second
    process is not worth its start, call it here before the block. The function is named and not
    passed: what it imports may need Django, which is not there yet when the process begins.

    Raises SecondProcessError."""
    if not is_worth_it:
        import_string(path)(*arguments)
        yield
        return
    # A fork would share the database's connection; a fresh process has none.
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_call, args=(path, *arguments), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.join()
    if process.exitcode:
        raise SecondProcessError


def _call(path: str, *arguments: object) -> None:
    django.setup()
    import_string(path)(*arguments)
