import re

import pytest

from tests.architecture.test_repository import ROOT, texts

FORMS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "a key of ours for the API": r"nvs_[A-Za-z0-9_-]{43}\b",
    "a key of GOV.UK Notify": r"(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}){2}\b",
    "a secret of a webhook": r"whsec_[A-Za-z0-9+/]{32,}",
    "a key of AWS": r"A(?:KIA|SIA)[0-9A-Z]{16}\b",
    "a key of Google": r"AIza[0-9A-Za-z_-]{35}\b",
    "a token of GitHub": r"gh(?:[pousr]_[A-Za-z0-9]{36}|ub_pat_\w{60,})",
    "a token of GitLab": r"glpat-[\w-]{20}\b",
    "a token of Slack": r"xox[abeoprs]-[0-9A-Za-z-]{10,}",
    "a key of Stripe": r"k_live_[0-9A-Za-z]{20,}",
    "a token of a package registry": r"pi-AgEI[\w-]{40,}|npm_[A-Za-z0-9]{36}",
    "a signed token": r"eyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}",
    "a password in an address": r"://[^\s:/@\"'{}$<]+:([^\s/@\"'{}$<]{3,})@",
    "a key in settings": (
        r"(?m)^(?:SECRET|TOKEN|PERSON|VAULT)_KEYS? *= *[\"']?(?:\d+:)?[0-9a-f]{32,}"
    ),
}
FOUND = {words: re.compile(form) for words, form in FORMS.items()}
MADE_UP = {
    "tests/access/webhooks/test_signing.py": {"a secret of a webhook"},  # the standard's example
    "tests/responses/invitations/test_sending_accounts.py": {"a key of GOV.UK Notify"},
}
SAMPLE_PASSWORDS = frozenset({"PASSWORD", "password", "secret", "word", "a-long-password"})
"""That stand in examples and tests of addresses, and open nothing."""


def keys_in(text: str) -> set[str]:
    found = {words for words, form in FOUND.items() if words != ADDRESS and form.search(text)}
    if set(FOUND[ADDRESS].findall(text)) - SAMPLE_PASSWORDS:
        found.add(ADDRESS)
    return found


ADDRESS = "a password in an address"


class TestTheRepository:
    @pytest.mark.slow
    def test_holds_no_key(self) -> None:
        guilty = [
            f"{path.relative_to(ROOT)}: {words}"
            for path, text in texts(of_every_kind=True).items()
            if path.suffix not in {".lock", ".po"}
            for words in keys_in(text) - MADE_UP.get(str(path.relative_to(ROOT)), set())
        ]

        assert not guilty


class TestAKey:
    @pytest.mark.parametrize(
        ("words", "key"),
        [
            ("a private key", "-----BEGIN " + "EC PRIVATE KEY-----"),
            ("a key of ours for the API", "nvs_" + "A7k-" * 10 + "Q2z"),
            ("a key of AWS", "AKIA" + "Q7XK2M4P9RTVWZ3B"),
            ("a token of GitHub", "ghp_" + "0f3a9b" * 6),
            ("a secret of a webhook", "whsec_" + "MfKQ9r8G" * 4),
            ("a key in settings", "SECRET_KEY=" + "5e1d" * 16),
            ("a password in an address", "postgresql://survey:" + "Hunter22@db.example/survey"),
            (
                "a key of GOV.UK Notify",
                "live" + "-26785a09-ab16-4eb0-8407-a37497a57506" * 2,
            ),
        ],
    )
    def test_is_known_by_its_form(self, words: str, key: str) -> None:
        assert keys_in(f"key = '{key}'" if words != "a key in settings" else key) == {words}

    def test_is_none_where_an_example_stands_in_its_place(self) -> None:
        assert not keys_in("DATABASE_URL=postgresql://survey:PASSWORD@10.20.0.21/survey\n")
