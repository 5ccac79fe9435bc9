"""Disks that can be filled without harm to anything else."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOM = "1500m"


@contextmanager
def of_its_own(folder: Path) -> Iterator[None]:
    folder.mkdir()
    options = f"size={ROOM},mode=755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
