from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access.api_keys import actions as key_actions
from access.models import ApiKey, AuditEvent, User

pytestmark = pytest.mark.django_db
EMAIL = "ann@example.org"


def create_user(
    monkeypatch: pytest.MonkeyPatch, *options: str, password: str = "quiet river lamp"
) -> str:
    monkeypatch.setattr("sys.stdin", StringIO(f"{password}\n"))
    out = StringIO()
    call_command("create_user", *options, "--name", "Ann", stdout=out)
    return out.getvalue()


class TestCreateUser:
    def test_makes_an_account_in_a_force(self, monkeypatch: pytest.MonkeyPatch) -> None:
        said = create_user(monkeypatch, EMAIL, "--role", "force_analyst", "--force", "gwent")

        user = User.objects.get(email=EMAIL)
        assert user.check_password("quiet river lamp")
        assert user.memberships.get().force_id == "gwent"
        assert said == f"{EMAIL} can sign in as force_analyst.\n"

    def test_says_in_the_audit_trail_that_the_command_did_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        create_user(monkeypatch, EMAIL, "--role", "national_analyst")

        assert AuditEvent.objects.latest("pk").actor_name == "create_user"

    @pytest.mark.parametrize(
        ("options", "why"),
        [
            (["not-an-address", "--role", "national_analyst"], "not an e-mail address"),
            ([EMAIL, "--role", "force_analyst"], "belongs to a force"),
            ([EMAIL, "--role", "force_analyst", "--force", "ruritania"], "belongs to a force"),
            ([EMAIL, "--role", "national_analyst", "--force", "gwent"], "is a national role"),
        ],
    )
    def test_says_what_is_wrong(
        self, monkeypatch: pytest.MonkeyPatch, options: list[str], why: str
    ) -> None:
        with pytest.raises(CommandError, match=why):
            create_user(monkeypatch, *options)

        assert not User.objects.exists()

    def test_refuses_an_address_that_is_taken(
        self, monkeypatch: pytest.MonkeyPatch, national_analyst: User
    ) -> None:
        with pytest.raises(CommandError, match="has an account already"):
            create_user(monkeypatch, national_analyst.email, "--role", "national_analyst")

    def test_refuses_a_weak_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(CommandError, match="too short"):
            create_user(monkeypatch, EMAIL, "--role", "national_analyst", password="short")


class TestCreateApiKey:
    def test_prints_the_key_alone_so_that_it_can_be_piped(self, data_loader: User) -> None:
        out, notes = StringIO(), StringIO()

        call_command(
            "create_api_key", data_loader.email, "--label", "feed", stdout=out, stderr=notes
        )

        key = out.getvalue().strip()
        assert ApiKey.objects.get().key_hash == key_actions.key_hash(key)
        assert "Keep it now" in notes.getvalue()

    def test_refuses_an_address_without_account(self) -> None:
        with pytest.raises(CommandError, match="has no account"):
            call_command("create_api_key", "no@example.org", "--label", "feed")
