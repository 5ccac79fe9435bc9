"""The host of PostgreSQL and Redis with the settings that are deployed, which others reach over
TLS alone."""

import re
import secrets
import shutil
import subprocess
from pathlib import Path

from tests.deploy.cluster import PASSWORD, Cluster
from tests.deploy.ground import NAMES, openssl
from tests.deploy.hosts.network import Host
from tests.deploy.units import ROOT

ADDRESS = "10.20.0.21"


class DataHost:
    def __init__(self, place: Path) -> None:
        self.host = Host("data", ADDRESS, place)
        self.cluster = Cluster(place / "postgresql", port=5432, within=self.host.within)
        self.tls, self._redis_folder = place / "tls", place / "redis"
        self.password_of_redis = secrets.token_hex(12)
        self._redis: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        _make_certificates(self.tls)
        self.cluster.make()
        for file in ("data.pem", "data.key"):
            shutil.copy(self.tls / file, self.cluster.data / file)
            shutil.chown(self.cluster.data / file, "postgres")
            (self.cluster.data / file).chmod(0o600)
        hba = (ROOT / "deploy/postgresql/pg_hba.conf").read_text()
        with (self.cluster.data / "pg_hba.conf").open("a") as own:
            own.write(re.sub(r"^local.*\n", "", hba, flags=re.MULTILINE))
        with (self.cluster.data / "postgresql.auto.conf").open("a") as own:
            own.write(f"listen_addresses = '127.0.0.1,{ADDRESS}'\nssl = on\n")
            own.write("ssl_cert_file = 'data.pem'\nssl_key_file = 'data.key'\n")
        self.cluster.start()
        self.cluster.make_database()
        self._settle_redis()
        self.start_redis()

    def _settle_redis(self) -> None:
        folder = self._redis_folder
        folder.mkdir()
        acl = (ROOT / "deploy/redis/victim-survey.acl").read_text()
        (folder / "acl").write_text(acl.replace("PASSWORD", self.password_of_redis))
        text = (ROOT / "deploy/redis/victim-survey.conf").read_text()
        text = text.replace("/etc/redis/victim-survey.acl", str(folder / "acl"))
        text = text.replace("/etc/victim-survey/tls/redis", str(self.tls / "data"))
        text = text.replace("/etc/victim-survey/tls", str(self.tls))
        text = text.replace("/var/lib/redis", str(folder))
        (folder / "redis.conf").write_text(text)

    def start_redis(self) -> None:
        folder = self._redis_folder
        with (folder / "log").open("a") as log:
            command = [*self.host.within, "redis-server", str(folder / "redis.conf")]
            self._redis = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)

    def kill_redis(self) -> None:
        if self._redis is not None:
            self._redis.kill()
            self._redis.wait()

    def url_of_database(self, login: str, password: str = PASSWORD, *, authority: str) -> str:
        server = f"postgresql://{login}:{password.replace(' ', '%20')}@{ADDRESS}:5432/victim_survey"
        return f"{server}?sslmode=verify-full&sslrootcert={authority}"

    def url_of_redis(self, *, authority: str) -> str:
        user = f"victim-survey:{self.password_of_redis}"
        return f"rediss://{user}@{ADDRESS}:6390/0?ssl_ca_certs={authority}"


def _make_certificates(tls: Path) -> None:
    tls.mkdir()
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    openssl("req", "-x509", *key, "-subj", "/CN=authority", "-addext", "keyUsage=keyCertSign",
            "-keyout", tls / "ca.key", "-out", tls / "ca.pem")  # fmt: skip
    names = {"survey": ",".join(f"DNS:{name}" for name in NAMES), "data": f"IP:{ADDRESS}"}
    for name, alternatives in names.items():
        openssl("req", "-x509", *key, "-subj", f"/CN={name}", "-CA", tls / "ca.pem",
                "-CAkey", tls / "ca.key", "-addext", f"subjectAltName={alternatives}",
                "-addext", "basicConstraints=critical,CA:FALSE",
                "-keyout", tls / f"{name}.key", "-out", tls / f"{name}.pem")  # fmt: skip
