"""By default in the folder of the imported file."""

import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from responses.case_files.mapping_profile import STANDARD, Profile
from responses.case_files.reading import RowResult
from responses.case_files.rejected.rows import RejectedRows
from responses.imports.presenters import faults as presenters


class RejectedExistsError(Exception):
    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class RejectedFiles:
    def __init__(self, folder: Path | None = None, *, profile: Profile = STANDARD) -> None:
        self._folder = folder
        self._profile = profile
        self._open: dict[Path, tuple[TextIO, RejectedRows]] = {}

    @property
    def count(self) -> int:
        return sum(rows.count for _file, rows in self._open.values())

    @property
    def written(self) -> list[Path]:
        return list(self._open)

    def writer_for(self, source: Path) -> Callable[[RowResult], None]:
        """Raises RejectedExistsError."""
        path = (self._folder or source.parent) / f"{source.stem}.rejected.csv"
        if path.exists():
            raise RejectedExistsError(path)
        return lambda read: self._rows(path).write(read)

    def _rows(self, path: Path) -> RejectedRows:
        if path not in self._open:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            file = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
            say = presenters.fault_message
            self._open[path] = (file, RejectedRows(file, say=say, profile=self._profile))
        return self._open[path][1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for path, (file, _rows) in self._open.items():
            file.close()
            if kind:
                path.unlink()
