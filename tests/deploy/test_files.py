import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.promises import told_in
from tests.deploy.units import ROOT, UNITS, Unit

DEPLOY = ROOT / "deploy"
TEMPLATES = sorted(UNITS.glob("*.service"))
PROMISED = (
    "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n", "PrivateTmp=yes",
    "User=victim-survey", "ReadWritePaths=/var/lib/victim-survey /mnt/apart",
)  # fmt: skip


def unit_of(path: Path) -> Unit:
    name, _at, template = path.stem.partition("@")
    return Unit(name, "8101" if path.stem.endswith("@") else template)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
class TestAUnit:
    def test_begins_something_that_there_is(self, path: Path) -> None:
        commands = unit_of(path).lines("ExecStart")

        assert commands
        for command in commands:
            for file in re.findall(r"manage\.py (\w+)", command):
                ours = list(ROOT.glob(f"*/management/commands/{file}.py"))
                assert ours or file in {"migrate", "createcachetable", "collectstatic"}
            for file in re.findall(r"--config (\S+)", command):
                assert (ROOT / file).is_file()

    def test_may_do_no_more_than_it_must(self, path: Path) -> None:
        text = path.read_text()

        assert not [line for line in PROMISED if line not in text]
        assert re.search(r"^UMask=00[27]7$", text, re.MULTILINE)

    def test_sets_only_variables_that_are_read(self, path: Path) -> None:
        described = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
        set_here = set(re.findall(r"\b([A-Z_]{4,})=", " ".join(unit_of(path).lines("Environment"))))

        of_libraries = {"PGOPTIONS", "MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_"}
        assert set_here - described <= of_libraries | {"METRICS_BIND"}

    @pytest.mark.slow
    def test_is_well_formed_to_systemd(self, path: Path, tmp_path: Path) -> None:
        if not shutil.which("systemd-analyze"):
            pytest.skip("systemd-analyze is not installed")
        name = path.name.replace("@.", "@8101.")
        real = re.sub(r"/opt/\S+/bin/\w+", "/bin/true", path.read_text())
        (tmp_path / name).write_text(real)

        done = subprocess.run(
            ["systemd-analyze", "verify", str(tmp_path / name)], capture_output=True, text=True
        )

        assert not [line for line in (done.stdout + done.stderr).splitlines() if name in line]


class TestTheSettingsOfAHost:
    def test_are_those_that_are_read(self) -> None:
        described = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
        written = {
            name
            for file in ("service.env", "keys.env")
            for name in re.findall(r"^([A-Z_]+)=", (DEPLOY / "host" / file).read_text(), re.M)
        }

        assert written - described == {"WEB_CONCURRENCY"}

    def test_hold_no_secret(self) -> None:
        keys = (DEPLOY / "host" / "keys.env").read_text()

        assert all(line.startswith("#") or line.endswith("=") for line in keys.splitlines())


def nginx_files() -> str:
    return "\n".join(file.read_text() for file in sorted((DEPLOY / "nginx").iterdir()))


def servers() -> dict[str, str]:
    """Return the block of each named server of the proxy, with what it includes."""
    config = (DEPLOY / "nginx" / "victim-survey.conf").read_text()
    blocks = re.findall(r"^server \{\n(.*?)^\}", config, re.MULTILINE | re.DOTALL)
    own = (DEPLOY / "nginx" / "respondents.inc").read_text()
    return {
        re.search(r"server_name (\S+);", block)[1]: block.replace(INCLUDES_RESPONDENTS, own)
        for block in blocks
    }


INCLUDES_RESPONDENTS = "include /etc/nginx/victim-survey/respondents.inc;"


@pytest.mark.safety
class TestTheHosts:
    """SAF-6: texts lead to a host without staff pages and without the open link."""

    SETTINGS = dict(
        line.split("=", 1)
        for line in (DEPLOY / "host" / "service.env").read_text().splitlines()
        if line and not line.startswith("#")
    )

    def test_saf_6_are_three_names_of_which_each_is_served(self) -> None:
        names = [self.SETTINGS[f"{of}_BASE_URL"][8:] for of in ("PUBLIC", "STAFF", "OPEN")]

        assert len(set(names)) == 3
        assert set(names) <= set(self.SETTINGS["ALLOWED_HOSTS"].split(","))
        assert set(names) <= servers().keys()

    @pytest.mark.parametrize("of", ["PUBLIC", "OPEN"])
    def test_saf_6_of_respondents_lead_to_no_process_that_has_staff_pages(self, of: str) -> None:
        block = servers()[self.SETTINGS[f"{of}_BASE_URL"][8:]]

        assert set(re.findall(r"proxy_pass http://(\w+);", block)) == {"survey_respondents"}
        assert "location = /x/ {" in block
        assert "SERVES=respondents" in (UNITS / "survey-respondents@.service").read_text()

    def test_saf_6_are_told_to_the_service_by_name(self) -> None:
        own = (DEPLOY / "nginx" / "pass.inc").read_text()

        assert "proxy_set_header Host $host;" in own


class TestTheProxy:
    @pytest.mark.safety
    def test_writes_down_no_path_and_no_address(self) -> None:
        texts = [file.read_text() for file in (DEPLOY / "nginx").iterdir()]
        [logged] = re.findall(r"log_format (.*?);\n\n", " ".join(texts), re.S)

        assert not re.search(r"\$(request|request_uri|uri|args|remote_addr|http_\w+)\b", logged)
        for text in texts:
            assert set(re.findall(r"error_log \S+ (\w+);", text)) <= {"emerg"}

    def test_passes_on_only_where_it_takes_in_requests_whole(self) -> None:
        config = nginx_files()
        passing = re.findall(r"location[^{]*\{([^}]*proxy_pass[^}]*)\}", config)

        assert passing
        assert all("include /etc/nginx/victim-survey/pass.inc;" in each for each in passing)
        assert "proxy_request_buffering on;" in (DEPLOY / "nginx" / "pass.inc").read_text()

    def test_has_the_headers_that_the_service_has(self) -> None:
        from access.web.middleware import HEADERS

        own = (DEPLOY / "nginx" / "headers.inc").read_text()

        for name in HEADERS:
            assert f"add_header {name} " in own

    def test_leads_away_to_where_the_service_does(self, settings) -> None:
        config = nginx_files()

        assert f"return 302 {settings.EXIT_URL};" in config


class TestALog:
    @pytest.mark.parametrize(
        ("line", "found"),
        [
            ('{"at": "2026-11-28T06:00:00.198", "request": "ab1984cd", "milliseconds": 1984}', ""),
            ('{"at":"06:00","bytes":1984,"seconds":0.1984,"behind":"0.1984"}', ""),
            ("2026-11-28 06:00:00 UTC [1984] LOG:  checkpoint", ""),
            ('{"said": "born 1984"}', '{"said": "born 1984"}'),
            ('{"said": "no page abcdefghijkl"}', "abcd"),
        ],
    )
    def test_is_read_for_what_was_planted_and_not_for_what_was_measured(
        self, line: str, found: str
    ) -> None:
        assert told_in(line, planted=["abcdefghijkl"], year=1984) == found


class TestTheNightlyRun:
    UNITS = DEPLOY / "nightly"

    def test_is_started_by_a_timer(self) -> None:
        service = (self.UNITS / "survey-nightly.service").read_text()
        timer = (self.UNITS / "survey-nightly.timer").read_text()

        assert re.search(r"^ExecStart=\S+/dev nightly$", service, re.MULTILINE)
        assert re.search(r"^OnCalendar=\*-\*-\* \d\d:00:00$", timer, re.MULTILINE)

    def test_is_started_by_a_ci_service_too(self) -> None:
        assert "exec ./dev nightly" in (ROOT / ".ci" / "run").read_text()

    @pytest.mark.slow
    def test_is_well_formed_to_systemd(self, tmp_path: Path) -> None:
        if not shutil.which("systemd-analyze"):
            pytest.skip("systemd-analyze is not installed")
        for unit in self.UNITS.iterdir():
            text = unit.read_text().replace("/srv/victim-survey/dev nightly", "/bin/true")
            (tmp_path / unit.name).write_text(text)
        units = [str(unit) for unit in tmp_path.iterdir()]

        done = subprocess.run(
            ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
        )

        said = (done.stdout + done.stderr).splitlines()
        assert not [line for line in said if "survey-nightly" in line and "postgresql" not in line]


class TestARelease:
    @pytest.mark.parametrize("file", ["install", "container/Containerfile"])
    def test_is_not_made_while_a_staff_text_lacks_welsh(self, file: str) -> None:
        assert "manage.py check_translations --release" in (DEPLOY / file).read_text()


class TestTheContainer:
    LINES = (DEPLOY / "container" / "Containerfile").read_text().replace("\\\n", " ")

    def test_copies_and_runs_what_there_is(self) -> None:
        copied = re.findall(r"^COPY (?!--from)(.+) \S+$", self.LINES, re.MULTILINE)
        named = {file for each in copied for file in each.split()}
        named |= set(re.findall(r"--config\", \"(\S+)\"", self.LINES))

        assert named
        assert not [file for file in named if not (ROOT / file).exists()]

    def test_runs_as_nobody_special_and_holds_no_secret(self) -> None:
        last = self.LINES[self.LINES.rindex("\nFROM ") :]

        assert re.search(r"^USER victim-survey$", last, re.MULTILINE)
        assert not re.search(r"^ENV .*(KEY|PASSWORD|TOKEN)", self.LINES, re.MULTILINE)
        assert "--require-hashes" in self.LINES

    def test_has_a_base_of_one_version(self) -> None:
        bases = re.findall(r"^FROM (\S+)", self.LINES, re.MULTILINE)

        assert len(set(bases)) == 1
        assert re.search(r":\d+\.\d+-\S+$", bases[0])
