import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config import env, settings

ROOT = Path(__file__).resolve().parent.parent.parent
READ = re.compile(r"""(?:env\.\w+\(|env=)\s*\n?\s*"([A-Z_]+)\"""")
DESCRIBED = re.compile(r"^#? ?([A-Z][A-Z_]+)=", re.MULTILINE)


class TestVariables:
    def test_are_described_in_the_example_and_nowhere_else(self) -> None:
        read = set(READ.findall((ROOT / "config" / "settings.py").read_text()))
        described = set(DESCRIBED.findall((ROOT / ".env.example").read_text()))

        assert described == read


class TestSecret:
    def test_stops_a_machine_that_may_not_make_one_up(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("SECRET_KEY", raising=False)

        with pytest.raises(env.MissingSettingError, match=r"\.env\.example"):
            env.secret("SECRET_KEY", kept_in=None)

    def test_is_made_once_and_kept_for_its_owner_only(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("TOKEN_KEY", raising=False)
        file = tmp_path / "keys.json"

        first = env.secret("TOKEN_KEY", kept_in=file)
        second = env.secret("TOKEN_KEY", kept_in=file)

        assert first == second
        assert len(first) == 64
        assert file.stat().st_mode & 0o777 == 0o600


class TestFlag:
    @pytest.mark.parametrize(("value", "meaning"), [("yes", True), ("no", False), ("", True)])
    def test_reads_yes_and_no(
        self, monkeypatch: pytest.MonkeyPatch, value: str, meaning: bool
    ) -> None:
        monkeypatch.setenv("SOME_FLAG", value)

        assert env.flag("SOME_FLAG", default=True) is meaning

    def test_refuses_anything_else_by_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SOME_FLAG", "perhaps")

        with pytest.raises(env.MissingSettingError, match="SOME_FLAG is 'perhaps'"):
            env.flag("SOME_FLAG", default=False)


class TestNumber:
    def test_refuses_words_by_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SOME_NUMBER", "ten")

        with pytest.raises(env.MissingSettingError, match="SOME_NUMBER is 'ten'"):
            env.number("SOME_NUMBER", default=1)


class TestTelephone:
    @pytest.mark.parametrize("number", ["0808 157 0000", "02079460000", "116 000", ""])
    def test_reads_a_number_as_people_write_it(
        self, monkeypatch: pytest.MonkeyPatch, number: str
    ) -> None:
        monkeypatch.setenv("SOME_NUMBER", number)

        assert env.telephone("SOME_NUMBER") == number

    @pytest.mark.parametrize("wrong", ["ring us", "0808", "+44 20 7946 0000", "0808 157 0000 now"])
    def test_refuses_what_nobody_can_ring(
        self, monkeypatch: pytest.MonkeyPatch, wrong: str
    ) -> None:
        monkeypatch.setenv("SOME_NUMBER", wrong)

        with pytest.raises(env.MissingSettingError, match="SOME_NUMBER is"):
            env.telephone("SOME_NUMBER")


class TestRedis:
    SAFE = "rediss://survey:secret@redis.example.org:6379/0"

    def read(self, monkeypatch: pytest.MonkeyPatch, url: str, *, is_development: bool) -> str:
        monkeypatch.setenv("REDIS_URL", url)
        return env.redis("REDIS_URL", "redis://127.0.0.1/0", is_development=is_development)

    def test_is_reached_over_tls_as_a_user_of_its_own(self, monkeypatch: pytest.MonkeyPatch):
        assert self.read(monkeypatch, self.SAFE, is_development=False) == self.SAFE

    @pytest.mark.parametrize(
        ("url", "word"),
        [
            ("", "TLS"),
            ("redis://survey:secret@redis.example.org/0", "TLS"),
            ("redis://127.0.0.1:6379/0", "TLS"),
            ("rediss://:secret@redis.example.org/0", "user"),
            ("rediss://default:secret@redis.example.org/0", "user"),
            ("rediss://survey@redis.example.org/0", "password"),
            (f"{SAFE}?ssl_cert_reqs=none", "certificate"),
            (f"{SAFE}?ssl_check_hostname=False", "certificate"),
        ],
    )
    def test_is_refused_otherwise(self, monkeypatch: pytest.MonkeyPatch, url: str, word: str):
        with pytest.raises(env.MissingSettingError, match=word) as refusal:
            self.read(monkeypatch, url, is_development=False)

        assert "secret" not in str(refusal.value)

    def test_needs_neither_on_the_loopback_of_a_development_machine(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        url = "redis://127.0.0.1:6379/0"

        assert self.read(monkeypatch, url, is_development=True) == url
        with pytest.raises(env.MissingSettingError):
            self.read(monkeypatch, "redis://redis.example.org/0", is_development=True)


class TestPasswordsOfStaff:
    def test_are_kept_as_argon2_hashes(self) -> None:
        assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


@pytest.mark.slow
class TestAProductionMachine:
    def test_refuses_to_start_without_its_keys(self) -> None:
        bare = {"PATH": os.environ["PATH"]}

        done = subprocess.run(
            [sys.executable, "-c", "import config.wsgi"],
            cwd=ROOT, env=bare, capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert done.returncode != 0
        assert "MissingSettingError" in done.stderr

    def test_passes_the_check_for_deployment(self, tmp_path: Path) -> None:
        secret = "0123456789abcdef" * 4
        variables = {
            "DEVELOPMENT": "no",
            "DATA_DIR": str(tmp_path),
            "CONTACT_JOURNAL": str(tmp_path / "journal"),
            "VAULT_KEYS": f"1:{secret}",
            "PUBLIC_BASE_URL": "https://survey.example.org",
            "STAFF_BASE_URL": "https://staff.survey.example.org",
            **dict.fromkeys(("SECRET_KEY", "PERSON_KEY", "TOKEN_KEY"), secret),
        }

        done = subprocess.run(
            [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert done.returncode == 0, done.stderr
