"""A machine of the service in one folder."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.deploy.cluster import Cluster, free_port
from tests.deploy.units import ROOT, Unit

DEPLOY = ROOT / "deploy"
NAMES = ("survey.example.org", "staff.survey.example.org", "said.survey.example.org")
OPEN_NAME = "open.survey.example.org"
USER = "user root;" if os.geteuid() == 0 else ""
NGINX = f"""daemon off; pid PLACE/nginx.pid; worker_processes 1; {USER}
error_log PLACE/log/start.log emerg; events {{ worker_connections 1024; }}
http {{ include PLACE/nginx/*.conf; }}
"""


class Machine:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster = Cluster(folder / "postgresql")
        self.ports = {port: free_port() for port in (80, 443, 8101, 8102, 8201, 8202, 8301)}
        self.redis_port, self.metrics_port = free_port(), free_port()
        self.running: dict[str, subprocess.Popen] = {}
        self.moved = {
            "/opt/victim-survey": f"{folder}/opt",
            "/etc/victim-survey": f"{folder}/etc",
            "/run/victim-survey-proxy": f"{folder}/bodies",
            "/run/victim-survey": f"{folder}/run",
            "/mnt/apart/victim-survey-journal": f"{folder}/apart",
            "/var/lib/victim-survey": f"{folder}/data",
            "/etc/nginx/victim-survey": f"{folder}/nginx/own",
            "/var/log/nginx": f"{folder}/log",
            "127.0.0.1:9464": f"127.0.0.1:{self.metrics_port}",
        }

    # --- what stands on it --------------------------------------------------------------------

    def prepare(self) -> None:
        for name in ("opt/releases", "etc/tls", "bodies", "run/metrics", "apart", "data", "log"):
            (self.folder / name).mkdir(parents=True)
        self.make_certificates()
        self.make_release("first")
        self.switch("first")
        self.cluster.begin()
        self.write_settings()

    def make_certificates(self) -> None:
        tls = self.folder / "etc" / "tls"
        names = ",".join(f"DNS:{name}" for name in (*NAMES, OPEN_NAME, "localhost"))
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        openssl("req", "-x509", *key, "-subj", "/CN=authority", "-addext", "keyUsage=keyCertSign",
                "-keyout", tls / "ca.key", "-out", tls / "ca.pem")  # fmt: skip
        signed = [
            "-CA",
            tls / "ca.pem",
            "-CAkey",
            tls / "ca.key",
            "-addext",
            f"subjectAltName={names}",
        ]
        for name in ("survey", "redis"):
            openssl("req", "-x509", *key, "-subj", f"/CN={name}", *signed,
                    "-addext", "basicConstraints=critical,CA:FALSE",
                    "-keyout", tls / f"{name}.key", "-out", tls / f"{name}.pem")  # fmt: skip

    def make_release(self, name: str) -> None:
        release = self.folder / "opt" / "releases" / name
        export_source(release)
        for compiled in ROOT.glob("locale/*/LC_MESSAGES/django.mo"):
            shutil.copy2(compiled, release / compiled.relative_to(ROOT))
        (release / ".venv").symlink_to(ROOT / ".venv")
        made = {**os.environ, "DEVELOPMENT": "yes", "DATA_DIR": str(self.folder / "made")}
        write = [sys.executable, "manage.py", "write_proxy_pages", "proxy-pages"]
        subprocess.run(write, cwd=release, env=made, check=True)

    def switch(self, name: str) -> None:
        step = self.folder / "opt" / ".next"
        step.symlink_to(f"releases/{name}")
        step.rename(self.folder / "opt" / "current")

    def write_settings(self) -> None:
        redis = "victim-survey:" + (word := secrets.token_hex(16))
        (self.folder / "redis-word").write_text(word)
        changed = {
            "DATABASE_URL": self.cluster.url,
            "TASKS_BACKEND": "rq",
            "REDIS_URL": f"rediss://{redis}@localhost:{self.redis_port}/0"
            f"?ssl_ca_certs={self.folder}/etc/tls/ca.pem",
            "SMS_TRANSPORT": "development",
            "STAFF_MAIL": "development",
        }
        text = self.move((DEPLOY / "host" / "service.env").read_text())
        for name, value in changed.items():
            text = re.sub(rf"^{name}=.*\n", "", text, flags=re.MULTILINE) + f"{name}={value}\n"
        (self.folder / "etc" / "service.env").write_text(text)
        keys = (DEPLOY / "host" / "keys.env").read_text()
        for name in ("SECRET_KEY", "PERSON_KEY", "TOKEN_KEY"):
            keys = keys.replace(f"{name}=", f"{name}={secrets.token_hex(32)}")
        keys = keys.replace("VAULT_KEYS=", f"VAULT_KEYS=1:{secrets.token_hex(32)}")
        (self.folder / "etc" / "keys.env").write_text(keys)

    def move(self, text: str) -> str:
        for there, here in self.moved.items():
            text = text.replace(there, here)
        return text

    # --- what runs on it ----------------------------------------------------------------------

    def unit(self, name: str, port: int | str = "") -> Unit:
        instance = str(self.ports.get(port, port)) if isinstance(port, int) else port
        return Unit(name, instance, self.moved)

    def run(self, unit: Unit) -> None:
        for command in unit.commands():
            subprocess.run(command, cwd=unit.folder(), env=unit.environment(), check=True)

    def manage(self, *arguments: str) -> str:
        unit = self.unit("survey-migrate")
        command = [str(unit.folder() / ".venv/bin/python"), "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=unit.folder(), env=unit.environment(), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def start(self, unit: Unit) -> None:
        [command] = unit.commands()
        self.begin(f"{unit.name}@{unit.instance}", command, unit.folder(), unit.environment())

    def begin(self, name: str, command: list[str], folder: Path, env: dict[str, str]) -> None:
        with (self.folder / "log" / f"{name.replace('/', '-')}.log").open("a") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=folder, env=env, stdout=log, stderr=log, start_new_session=True
            )

    def stop(self, unit: Unit, *, by: int = signal.SIGTERM) -> None:
        process = self.running.pop(f"{unit.name}@{unit.instance}")
        if by == signal.SIGKILL:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.send_signal(by)
        process.wait(timeout=60)

    def wait_until_ready(self, port: int, *, seconds: float = 300) -> None:
        url = f"http://127.0.0.1:{self.ports[port]}/readyz"
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(url, timeout=3) as answer:
                    assert answer.read().startswith(b"ready")
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"the process of port {port} was not ready within {seconds} seconds")

    def start_redis(self) -> None:
        config = (DEPLOY / "redis" / "victim-survey.conf").read_text()
        acl = (DEPLOY / "redis" / "victim-survey.acl").read_text()
        own = self.folder / "redis"
        own.mkdir()
        (own / "acl").write_text(acl.replace("PASSWORD", (self.folder / "redis-word").read_text()))
        moved = self.move(config).replace("/etc/redis/victim-survey.acl", str(own / "acl"))
        moved = moved.replace("10.20.0.21", "127.0.0.1").replace("/var/lib/redis", str(own))
        moved = moved.replace("tls-port 6390", f"tls-port {self.redis_port}")
        (own / "redis.conf").write_text(moved)
        self.begin("redis", ["redis-server", str(own / "redis.conf")], own, dict(os.environ))

    def start_nginx(self) -> None:
        own = self.folder / "nginx" / "own"
        own.mkdir(parents=True)
        for file in ("common.inc", "headers.inc", "pass.inc", "respondents.inc"):
            (own / file).write_text(self.move((DEPLOY / "nginx" / file).read_text()))
        text = self.move((DEPLOY / "nginx" / "victim-survey.conf").read_text())
        text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
        text = re.sub(
            r"listen (\d+)", lambda at: f"listen 127.0.0.1:{self.ports[int(at[1])]}", text
        )
        text = re.sub(
            r"server 127.0.0.1:(\d+)", lambda at: f"server 127.0.0.1:{self.ports[int(at[1])]}", text
        )
        (self.folder / "nginx" / "victim-survey.conf").write_text(text)
        main = self.folder / "nginx.main"
        main.write_text(NGINX.replace("PLACE", str(self.folder)))
        command = [
            "nginx",
            "-p",
            str(self.folder),
            "-c",
            str(main),
            "-e",
            str(self.folder / "log/e"),
        ]
        subprocess.run([*command, "-t", "-q"], check=True)
        self.begin("nginx", command, self.folder, dict(os.environ))
        self.wait_for_port(self.ports[443])

    def wait_for_port(self, port: int) -> None:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError(f"nothing answers on port {port}")

    def logs(self) -> str:
        files = [*(self.folder / "log").iterdir(), self.cluster.folder / "log"]
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    def end(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self.running.values():
            try:
                process.wait(timeout=45)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        self.cluster.stop(how="immediate")


def export_source(target: Path) -> None:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout
    for file in filter(None, files.decode().split("\0")):
        if (ROOT / file).is_file():
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, target / file)


def openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def say(line: str) -> None:
    sys.stdout.write(f"· {line}\n")
    sys.stdout.flush()
