"""Stands two hosts up by the documents: one that the public reaches, one for staff and the work in
the background; between them a host with PostgreSQL and Redis."""

import re
import secrets
import shlex
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import requests

from tests.deploy.cluster import PASSWORD
from tests.deploy.ground import NAMES, export_source, say
from tests.deploy.hosts import network
from tests.deploy.hosts.data import DataHost
from tests.deploy.hosts.network import Host
from tests.deploy.promises import BIRTH_YEAR, PEOPLE, check, names_lead
from tests.deploy.units import ROOT
from tests.deploy.visitor import StrayedError, Visitor

PUBLIC, STAFF = "10.20.0.11", "10.20.0.12"
LEADS_TO = {NAMES[0]: PUBLIC, NAMES[1]: STAFF, NAMES[2]: PUBLIC}
LOOKED_AT = dict(zip(NAMES, ("/e/", "/staff/account/login/", "/"), strict=True))
LOGINS = {
    "web_respondents": "public", "web_published": "published", "web_staff": "staff",
    "background": "worker",
}  # fmt: skip
RUNS = {
    "public": "survey-respondents@8101 survey-respondents@8102 survey-published@8301",
    "staff": "survey-staff@8201 survey-staff@8202 survey-worker@1 survey-worker@2 survey-metrics",
}
ADDED = """from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("access", "{newest}")]
    operations = [migrations.RunSQL("ALTER TABLE access_force ADD COLUMN added_later text")]
"""
"""What another release adds to a table that is read by every page."""


class TwoHosts:
    def __init__(self, place: Path) -> None:
        self.place = place
        self.public = Host("public", PUBLIC, place)
        self.staff = Host("staff", STAFF, place)
        self.web = (self.public, self.staff)
        self.data = DataHost(place)
        self.cluster = self.data.cluster
        self.releases: list[str] = []
        self.tokens: list[str] = []
        self.passwords = {login: secrets.token_hex(12) for login in LOGINS}

    # --- from bare machines ---------------------------------------------------------------------

    def install(self) -> None:
        began = time.monotonic()
        source = self.place / "source"
        export_source(source)
        for host in self.web:
            host.lay_root(
                {
                    "/mnt/apart/victim-survey-journal": self.place / "apart",
                    "/opt/victim-survey/releases": self.place / "releases",
                }
            )
            host.sh(documented_lines(), cwd=str(source), has_network=False)
            host.sh(MORE, has_network=False)
            shim = f'exec {sys.executable} -P {__file__.replace("__main__", "systemctl")} "$@"'
            systemctl = f"#!/bin/bash\nexport UNITS_READ_BY={ROOT}\n{shim}\n"
            host.path("/usr/local/bin/systemctl").write_text(systemctl)
            host.path("/usr/local/bin/systemctl").chmod(0o755)
        self.releases.append(self.make_release(source))
        say(f"a release was installed by deploy/install after {time.monotonic() - began:.0f} s")

    def make_release(self, source: Path) -> str:
        said = self.staff.sh(f"deploy/install {source}", cwd=str(source), has_network=False)
        return said.splitlines()[-1]

    # --- the third host -------------------------------------------------------------------------

    def begin_data(self) -> None:
        self.data.begin()
        for host in self.web:
            folder = host.path("/etc/victim-survey/tls")
            for file in ("ca.pem", "survey.pem", "survey.key"):
                shutil.copy(self.data.tls / file, folder / file)

    # --- settings, and the first start ----------------------------------------------------------

    def settle(self) -> None:
        keys = (ROOT / "deploy/host/keys.env").read_text()
        for name in ("SECRET_KEY", "PERSON_KEY", "TOKEN_KEY"):
            keys = keys.replace(f"{name}=", f"{name}={secrets.token_hex(32)}")
        keys = keys.replace("VAULT_KEYS=", f"VAULT_KEYS=1:{secrets.token_hex(32)}")
        own = {
            "public": {"DATABASE_URL": self.url("web_respondents")},
            "staff": {
                "DATABASE_URL": self.url("background"),
                "TASKS_BACKEND": "rq",
                "REDIS_URL": self.data.url_of_redis(authority=AUTHORITY),
            },
        }
        for host in self.web:
            text = (ROOT / "deploy/host/service.env").read_text()
            for name, value in {**WITHOUT_PROVIDER, **own[host.name]}.items():
                text = re.sub(rf"^{name}=.*\n", "", text, flags=re.MULTILINE) + f"{name}={value}\n"
            folder = host.path("/etc/victim-survey")
            (folder / "service.env").write_text(text)
            (folder / "keys.env").write_text(keys)
        staff = self.staff.path("/etc/victim-survey")
        web = f"DATABASE_URL={self.url('web_staff')}\nROW_SECURITY=yes\n"
        (staff / "survey-staff.env").write_text(web)
        (staff / "survey-migrate.env").write_text(f"DATABASE_URL={self.url('victim_survey')}\n")
        public = self.public.path("/etc/victim-survey")
        (public / "survey-published.env").write_text(f"DATABASE_URL={self.url('web_published')}\n")
        (public / "migrated-elsewhere").touch()

    def url(self, login: str) -> str:
        password = self.passwords.get(login, PASSWORD)
        return self.data.url_of_database(login, password, authority=AUTHORITY)

    def start(self) -> None:
        began = time.monotonic()
        [version] = self.releases
        self.cluster.say("ALTER ROLE victim_survey CREATEROLE BYPASSRLS")
        for login in LOGINS:
            self.cluster.say(f"CREATE ROLE {login} LOGIN PASSWORD '{self.passwords[login]}'")
        self.staff.sh(f"deploy/upgrade {version}", cwd=self.release(version))
        self.manage("database_roles", "--apply")
        for login, role in LOGINS.items():
            self.cluster.say(f"GRANT survey_{role} TO {login}")
        self.tokens = self.invite_people()
        self.public.sh(f"deploy/upgrade {version}", cwd=self.release(version))
        for host in self.web:
            host.sh(f"systemctl enable --now {RUNS[host.name]}; nginx")
        self.wait()
        took = time.monotonic() - began
        say(f"two hosts stand, by deploy/upgrade and the units, after {took:.0f} s")

    def invite_people(self) -> list[str]:
        python = f"{ROOT}/.venv/bin/python"
        return self.manage("shell", "--no-imports", "-c", PEOPLE, python=python).split()

    def release(self, version: str) -> str:
        return f"/opt/victim-survey/releases/{version}"

    def manage(self, *arguments: str, python: str = ".venv/bin/python") -> str:
        files = [f"/etc/victim-survey/{name}.env" for name in ("service", "keys", "survey-migrate")]
        env = f"env $(grep -hv '^#' {' '.join(files)}) PYTHONPATH={ROOT}"
        return self.staff.sh(f"{env} {python} manage.py {shlex.join(arguments)}", cwd=CURRENT)

    def wait(self) -> None:
        until = time.monotonic() + 300
        for name in NAMES:
            path = (
                "/staff/account/login/" if name == NAMES[1] else "/e/" if name == NAMES[0] else "/"
            )
            while self.visitor(name).get(path).status_code != 200:
                check(time.monotonic() < until, f"{name} does not answer")
                time.sleep(1)

    # --- promises -------------------------------------------------------------------------------

    def visitor(self, host: str = NAMES[0]) -> Visitor:
        return Visitor(host=host, port=443, authority=str(self.place / "tls" / "ca.pem"))

    def walk(self) -> None:
        words = self.visitor().answer_all(self.tokens.pop(), birth_year=BIRTH_YEAR)
        done = "SELECT count(*) FROM responses_response WHERE completed_at IS NOT NULL"
        kept = self.cluster.say(done, database="victim_survey")
        check(len(words) == 6 and kept == "1", "a victim's answers are not in the database")
        away = self.visitor(NAMES[0]).get("/staff/")
        check(away.status_code == 404, "staff pages at the host of the public")
        say(
            "a victim answered on the public host over TLS; PostgreSQL on the third has her answers"
        )

    def upgrade_and_go_back(self) -> None:
        """Forward and back by deploy/upgrade, while victims answer from end to end."""
        source = self.place / "next"
        export_source(source)
        newest = max(path.stem for path in (source / "access/migrations").glob("0*.py"))
        (source / "access/migrations/9999_added.py").write_text(ADDED.format(newest=newest))
        self.releases.append(self.make_release(source))
        began = time.monotonic()
        ended, seen = threading.Event(), Seen()
        people = [threading.Thread(target=self.answer, args=(ended, seen)) for _ in range(2)]
        for one in people:
            one.start()
        try:
            for version in (self.releases[1], self.releases[0]):
                for host in (self.staff, self.public):
                    host.sh(f"deploy/upgrade {version}", cwd=self.release(version))
        finally:
            ended.set()
            for one in people:
                one.join()
        column = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'added_later'"
        check(self.cluster.say(column, database="victim_survey") == "1", "nothing was migrated")
        check(not seen.strayed, f"victims lost their way: {seen.strayed}")
        check(seen.ended >= 2, f"{seen.ended} victims answered meanwhile")
        say(
            f"deploy/upgrade to another release and back, on one host after the other, in "
            f"{time.monotonic() - began:.0f} s: {seen.ended} victims answered from end to end "
            f"meanwhile, in {seen.pages} requests; none was turned away"
        )

    def answer(self, ended: threading.Event, seen: "Seen") -> None:
        while not ended.is_set() and len(self.tokens) > 4:
            visitor = self.visitor()
            try:
                visitor.answer_all(self.tokens.pop(), birth_year=BIRTH_YEAR)
            except (StrayedError, requests.RequestException) as error:
                seen.strayed.append(repr(error))
            else:
                seen.ended += 1
            seen.pages += len(visitor.met)

    def lose_the_host_of_staff(self) -> None:
        self.staff.sh("systemctl stop 'survey-*'; nginx -s stop")
        words = self.visitor().answer_all(self.tokens.pop(), birth_year=BIRTH_YEAR)
        check(len(words) == 6, "nobody can answer without the host of staff")
        say("the host of staff away: a victim answered all the same")


class Seen:
    def __init__(self) -> None:
        self.ended = self.pages = 0
        self.strayed: list[str] = []


MORE = """chown victim-survey: /mnt/apart/victim-survey-journal
mkdir -m 755 /etc/victim-survey/tls
chmod 755 /root  # where this machine has its Python"""
CURRENT = "/opt/victim-survey/current"
AUTHORITY = "/etc/victim-survey/tls/ca.pem"
WITHOUT_PROVIDER = {"SMS_TRANSPORT": "development", "STAFF_MAIL": "development"}


def documented_lines() -> str:
    page = (ROOT / "docs" / "deployment.md").read_text()
    [block] = re.findall(r"On each of a and b, as root:\n\n```sh\n(.*?)```", page, re.DOTALL)
    lines = block.replace("\\\n", " ").splitlines()
    left_out = ("apt-get", "deploy/install", "systemctl enable")
    return "\n".join(line for line in lines if not line.startswith(left_out))


def main(place: Path) -> None:
    network.run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", place)
    hosts = TwoHosts(place)
    steps: list[Callable[[], None]] = [
        hosts.begin_data, hosts.settle, hosts.start, hosts.walk, hosts.upgrade_and_go_back,
        hosts.lose_the_host_of_staff,
    ]  # fmt: skip
    try:
        hosts.install()
        network.join([*hosts.web, hosts.data.host])
        with names_lead(LEADS_TO):
            for step in steps:
                step()
    except BaseException:
        for host in hosts.web:
            for log in sorted(host.path("/var/log/units").glob("*.log")):
                sys.stderr.write(f"--- {host.name} {log.name}\n{log.read_text()[-1500:]}\n")
        raise
    finally:
        if hosts.cluster.data.exists():
            hosts.cluster.stop(how="immediate")
    say("all that was promised of two hosts holds")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
