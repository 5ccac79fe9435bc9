"""Makes the nation in a second process while this one loads it, so that two cores are both used."""

import gc
import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from config.demo import nation
from config.demo.nation import ForceHistory
from config.demo.plan import Plan

KEPT_READY = 6
"""Forces; more would only fill memory."""
WORTH_IT = 5_000
"""Responses; a smaller nation is made before a second process has started."""


@contextmanager
def without_collector() -> Iterator[None]:
    """Millions of short-lived rows hold no cycles; looking for some takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def begun(plan: Plan) -> Iterator[Iterator[ForceHistory]]:
    """The same as nation.forces. A large nation is being made from here on, in a process that ends
    with this one, however this one ends."""
    if plan.responses < WORTH_IT:
        yield nation.forces(plan)
        return
    # A fork would share the database's connection; a fresh process has none.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(plan, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield _received(ours)
    finally:
        ours.close()
        process.join()


def _received(source: Connection) -> Iterator[ForceHistory]:
    while (history := source.recv()) is not None:
        yield history


def _make(plan: Plan, target: Connection) -> None:
    """Make the forces in turn and send them, then None. A fault ends this process and so the
    connection, and whoever reads gets an EOFError."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ready: queue.Queue[ForceHistory | None] = queue.Queue(maxsize=KEPT_READY)
    sender = threading.Thread(target=_send, args=(ready, target), daemon=True)
    sender.start()
    with without_collector():
        for history in nation.forces(plan):
            ready.put(history)
    ready.put(None)
    sender.join()


def _send(ready: "queue.Queue[ForceHistory | None]", target: Connection) -> None:
    try:
        while (history := ready.get()) is not None:
            target.send(history)
        target.send(None)
    except BrokenPipeError:
        # Whoever wanted the nation has ended.
        os._exit(0)
