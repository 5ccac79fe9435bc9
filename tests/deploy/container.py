"""`./dev deploy-check --container`."""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import requests

from tests.deploy.cluster import Cluster, free_port, running
from tests.deploy.ground import DEPLOY, NAMES, export_source, say
from tests.deploy.promises import PEOPLE, check
from tests.deploy.units import ROOT

FILE = DEPLOY / "container" / "Containerfile"
RELEASE = "bookworm"
"""The release of Debian that has the Python of the Containerfile."""
INCLUDED = "python3,python3-venv,ca-certificates"
IMAGE = "localhost/victim-survey"
OUTSIDE = ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")
"""Files by which this machine reaches packages: laid over the image while it is built."""
WAITING = 180
"""Seconds a process has until it answers, on a busy machine."""
TASKS = "SELECT count(ended_at), count(given_up_at) FROM access_taskrun"


class Builder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lead = [
            "buildah", "--root", str(folder / "images"), "--runroot", str(folder / "run"),
            "--storage-driver", "vfs",
        ]  # fmt: skip
        self.container = ""

    def do(self, *arguments: str) -> str:
        done = subprocess.run([*self.lead, *arguments], capture_output=True, text=True, check=False)
        check(not done.returncode, f"buildah {arguments[0]}: {done.stderr[-2000:]}")
        return done.stdout.strip()

    def make_base(self, name: str) -> None:
        root = self.folder / "base"
        made = ["debootstrap", "--variant=minbase", f"--include={INCLUDED}", RELEASE, str(root)]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        (root / "usr/bin/python").symlink_to("python3")
        container = self.do("from", "scratch")
        self.do("add", "--quiet", container, str(root), "/")
        self.do("commit", "--quiet", "--rm", container, name)
        shutil.rmtree(root)

    def build(self, source: Path) -> None:
        laid = [f"--volume={file}:{file}:ro" for file in OUTSIDE if Path(file).exists()]
        self.do("build", "--pull=never", "--format=docker", "--isolation=chroot", "--network=host",
                *LIMITS, *laid, "--file", str(FILE), "--tag", IMAGE, str(source))  # fmt: skip
        self.container = self.do("from", "--pull=never", *LIMITS, IMAGE)

    def line(self, settings: dict[str, str], journal: Path, *command: str) -> list[str]:
        told = [f"--env={name}={value}" for name, value in settings.items()]
        return [*self.lead, "run", "--isolation=chroot", "--network=host",
                f"--volume={journal}:/journal", *told, self.container, "--", *command]  # fmt: skip

    def run(self, line: Sequence[str]) -> str:
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        check(not done.returncode, f"{line[-1]}: {done.stderr[-2000:]}")
        return done.stdout


LIMITS = ("--ulimit=nofile=20000:20000", "--ulimit=nproc=10000:10000")


def base_of_file() -> str:
    [name] = set(re.findall(r"^FROM (\S+)", FILE.read_text(), re.MULTILINE))
    return name


def settings_of(cluster: Cluster) -> dict[str, str]:
    keys = {name: secrets.token_hex(32) for name in ("SECRET_KEY", "PERSON_KEY", "TOKEN_KEY")}
    return keys | {
        "VAULT_KEYS": f"1:{secrets.token_hex(32)}",
        "NOTIFY_API_KEY": "not-asked", "NOTIFY_CALLBACK_TOKEN": secrets.token_hex(32),
        "SMS_TRANSPORT": "notify", "STAFF_MAIL": "notify", "CONTACT_JOURNAL": "/journal",
        "DATABASE_URL": cluster.url, "ALLOWED_HOSTS": NAMES[0], "TRUSTED_PROXY_COUNT": "1",
        "PUBLIC_BASE_URL": f"https://{NAMES[0]}", "STAFF_BASE_URL": f"https://{NAMES[1]}",
    }  # fmt: skip


def ask(port: int, path: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(
            f"http://127.0.0.1:{port}{path}", allow_redirects=False, timeout=30,
            headers={"Host": NAMES[0], "X-Forwarded-Proto": "https"},
        )  # fmt: skip


def wait_until_ready(port: int) -> None:
    until = time.monotonic() + WAITING
    while time.monotonic() < until:
        try:
            if ask(port, "/readyz").status_code == 200:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.5)
    sys.exit("NOT SO: the container answers")


def wait_until_worked(cluster: Cluster) -> int:
    until = time.monotonic() + WAITING
    while time.monotonic() < until:
        said = cluster.say(TASKS, database="victim_survey")
        ended, given_up = map(int, said.split("|"))
        check(not given_up, f"{given_up} tasks were given up")
        if ended >= 3:
            return ended
        time.sleep(1)
    sys.exit("NOT SO: the worker in the container does what the clock wants")


def read_image(builder: Builder) -> None:
    told = json.loads(builder.do("inspect", "--type=image", IMAGE))["Docker"]["config"]
    check(told["User"] == "victim-survey", "a process of the image is root")
    check("Healthcheck" in told, "nobody would see that it is ill")
    secret = [each for each in told["Env"] if re.search("KEY|PASSWORD|TOKEN", each)]
    check(not secret, f"the image has {secret}")


def invite_from_outside(settings: dict[str, str]) -> str:
    line = [sys.executable, "manage.py", "shell", "--no-imports", "-c", PEOPLE]
    done = subprocess.run(
        line, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    check(not done.returncode, f"somebody is invited: {done.stderr[-2000:]}")
    return done.stdout.split()[0]


def try_it(builder: Builder, cluster: Cluster, journal: Path) -> None:
    settings = settings_of(cluster)

    def line(*command: str, **own: str) -> list[str]:
        return builder.line(settings | own, journal, *command)

    for command in (("migrate",), ("createcachetable",), ("check", "--deploy")):
        builder.run(line("python", "manage.py", *command))
    outside = {"CONTACT_JOURNAL": str(journal), "STATIC_MANIFEST": "no"}
    token = invite_from_outside(settings | outside)
    port = free_port()
    web = line("gunicorn", "config.wsgi", "--config", "deploy/gunicorn.conf.py", "--bind",
               f"127.0.0.1:{port}", SERVES="respondents")  # fmt: skip
    for process in (web, line("python", "manage.py", "worker")):
        # They end with the place in which all of this runs.
        subprocess.Popen(process, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until_ready(port)
    opened = ask(port, f"/{token}")
    check(opened.status_code == 302 and "__Host-sid=" in opened.headers["Set-Cookie"], "a link")
    check(ask(port, "/staff/account/login/").status_code == 404, "staff pages for respondents")
    ended = wait_until_worked(cluster)
    say(f"the image answers a victim's link and no page of staff; its worker ended {ended} tasks")


def main() -> None:
    for program in ("buildah", "debootstrap", "initdb"):
        found = shutil.which(program) or program == "initdb"
        check(found, f"{program} is installed (apt-get install buildah netavark debootstrap)")
    folder = Path(sys.argv[1])
    journal = folder / "journal"
    journal.mkdir()
    journal.chmod(0o777)
    builder = Builder(folder)
    began = time.monotonic()
    builder.make_base(base_of_file())
    export_source(folder / "source")
    builder.build(folder / "source")
    say(f"the image was built after {time.monotonic() - began:.0f} s")
    read_image(builder)
    with running() as cluster:
        try_it(builder, cluster, journal)
    say("all that was promised holds")


if __name__ == "__main__":
    main()
