"""What deploy/upgrade asks of systemd, done from the same unit files on a machine without
systemd."""

import fnmatch
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, os.environ["UNITS_READ_BY"])

from tests.deploy import units
from tests.deploy.units import Unit

units.UNITS = Path("/etc/systemd/system")
PIDS, LOGS = Path("/run/units"), Path("/var/log/units")


def main(arguments: list[str]) -> int:
    PIDS.mkdir(exist_ok=True)
    LOGS.mkdir(exist_ok=True)
    options = [word for word in arguments if word.startswith("-")]
    verb, *names = [word for word in arguments if not word.startswith("-")]
    if verb == "list-units":
        for name in _running(names):
            sys.stdout.write(f"{name} loaded active running\n")
        return 0
    if verb == "enable" and "--now" in options:
        verb = "start"
    work = {"start": start, "stop": stop, "restart": restart}.get(verb)
    found = [
        name for word in names for name in (_running([word]) if "*" in word else [_full(word)])
    ]
    return max(map(work, found), default=0) if work else 0


def _full(word: str) -> str:
    return word if "." in word.rpartition("@")[2] or "." in word else f"{word}.service"


def _unit(name: str) -> Unit:
    stem = name.removesuffix(".service")
    return Unit(*stem.split("@")) if "@" in stem else Unit(stem)


def _running(patterns: list[str]) -> Iterator[str]:
    for file in sorted(PIDS.iterdir()):
        is_asked_for = any(fnmatch.fnmatch(file.name, pattern) for pattern in patterns)
        if is_asked_for and _is_alive(int(file.read_text())):
            yield file.name


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def start(name: str) -> int:
    unit = _unit(name)
    text = unit.text()
    for line in text.splitlines():
        key, _equals, value = line.partition("=!")
        if key == "ConditionPathExists" and Path(value).exists():
            return 0
    if "Type=oneshot" in text:
        return max(subprocess.run(**_how(unit, command)).returncode for command in unit.commands())
    [command] = unit.commands()
    with (LOGS / f"{name}.log").open("a") as log:
        begun = subprocess.Popen(
            **_how(unit, command), stdout=log, stderr=log, start_new_session=True
        )
    (PIDS / name).write_text(str(begun.pid))
    return 0


def _how(unit: Unit, command: list[str]) -> dict:
    [user], [mask] = unit.lines("User"), unit.lines("UMask")
    lead = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"]
    return {
        "args": [*lead, *command], "cwd": unit.folder(), "env": unit.environment(),
        "umask": int(mask, 8),
    }  # fmt: skip


def stop(name: str) -> int:
    file = PIDS / name
    pid = int(file.read_text()) if file.exists() else 0
    if pid and _is_alive(pid):
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + 120
        while _is_alive(pid) and time.monotonic() < until:
            time.sleep(0.1)
    file.unlink(missing_ok=True)
    return 0


def restart(name: str) -> int:
    stop(name)
    return start(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
