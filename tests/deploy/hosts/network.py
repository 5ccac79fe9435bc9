"""Hosts as network namespaces on one bridge, each with a root of its own laid over this
machine's."""

import ctypes
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NEW_NETWORK = 0x40000000
MACHINE = Path("/run/netns/machine")


def run(*command: object, **options: object) -> None:
    subprocess.run([str(part) for part in command], check=True, **options)  # type: ignore[call-overload]


@dataclass(frozen=True)
class Host:
    name: str
    address: str
    place: Path

    @property
    def root(self) -> Path:
        return self.place / self.name / "root"

    @property
    def within(self) -> tuple[str, ...]:
        return ("nsenter", f"--net=/run/netns/{self.name}")

    def path(self, path: str) -> Path:
        return self.root / path.removeprefix("/")

    def lay_root(self, shared: Mapping[str, Path]) -> None:
        for part in ("upper", "work", "root"):
            (self.place / self.name / part).mkdir(parents=True)
        layers = f"lowerdir=/,upperdir={self.root.parent}/upper,workdir={self.root.parent}/work"
        run("mount", "-t", "overlay", "overlay", "-o", layers, self.root)
        for folder in ("/dev", "/proc"):
            run("mount", "--rbind", folder, self.path(folder))
        for there, here in {str(self.place): self.place, **shared}.items():
            here.mkdir(parents=True, exist_ok=True)
            self.path(there).mkdir(parents=True, exist_ok=True)
            run("mount", "--bind", here, self.path(there))

    def sh(self, script: str, *, cwd: str = "/", has_network: bool = True, **env: str) -> str:
        lead = self.within if has_network else _within_machine()
        command = [*lead, "chroot", str(self.root), "bash", "-euc", f"cd {cwd}\n{script}"]
        done = subprocess.run(
            command, env={**os.environ, **env}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            message = f"{self.name}: {script}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
            raise RuntimeError(message)
        return done.stdout.strip()


def _within_machine() -> tuple[str, ...]:
    return ("nsenter", f"--net={MACHINE}") if MACHINE.exists() else ()


def join(hosts: list[Host]) -> None:
    Path("/run/netns").mkdir(exist_ok=True)
    run("mount", "-t", "tmpfs", "tmpfs", "/run/netns")
    MACHINE.touch()
    run("mount", "--bind", "/proc/self/ns/net", MACHINE)
    run("ip", "netns", "add", "switch")
    enter("switch")
    run("ip", "link", "add", "bridge", "type", "bridge")
    for number, host in enumerate(hosts):
        run("ip", "netns", "add", host.name)
        own = ("ip", "-n", host.name)
        run("ip", "link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0",
            "netns", host.name)  # fmt: skip
        run("ip", "link", "set", f"port{number}", "master", "bridge", "up")
        run(*own, "addr", "add", f"{host.address}/24", "dev", "eth0")
        for link in ("eth0", "lo"):
            run(*own, "link", "set", link, "up")
    run("ip", "addr", "add", "10.20.0.1/24", "dev", "bridge")
    for link in ("bridge", "lo"):
        run("ip", "link", "set", link, "up")


def enter(name: str) -> None:
    with Path(f"/run/netns/{name}").open() as network:
        if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), NEW_NETWORK):
            raise OSError(ctypes.get_errno(), "setns")
