"""What a client asks of the token endpoint, as RFC 6749 has it."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.tokens.requests import TokenFault, TokenRefusedError, TokenRequest, read

GRANT = {"grant_type": ["client_credentials"]}


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def fault(authorization: str, body: dict[str, list[str]]) -> TokenFault:
    with pytest.raises(TokenRefusedError) as refused:
        read(authorization, body)
    return refused.value.fault


class TestARequest:
    def test_has_its_secret_in_the_header(self):
        assert read(basic("nvs-1", "a%3Ab+c"), GRANT) == TokenRequest("nvs-1", "a:b c", None)

    def test_has_its_secret_in_the_body(self):
        body = {**GRANT, "client_id": ["nvs-1"], "client_secret": ["s"], "scope": ["cases alerts"]}
        assert read("", body) == TokenRequest("nvs-1", "s", frozenset({"cases", "alerts"}))

    def test_has_it_in_one_of_them_alone(self):
        body = {**GRANT, "client_secret": ["s"]}
        assert fault(basic("nvs-1", "s"), body) is TokenFault.INVALID_REQUEST

    def test_says_nothing_twice(self):
        body = {"grant_type": ["client_credentials"] * 2}
        assert fault(basic("nvs-1", "s"), body) is TokenFault.INVALID_REQUEST

    @pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token"])
    def test_is_of_the_one_grant(self, grant):
        assert fault(basic("a", "b"), {"grant_type": [grant]}) is TokenFault.UNSUPPORTED_GRANT

    def test_asks_for_no_use_that_there_is_not(self):
        body = {**GRANT, "scope": ["cases everything"]}
        assert fault(basic("a", "b"), body) is TokenFault.INVALID_SCOPE

    @pytest.mark.parametrize("header", ["", "Bearer x", "Basic", "Basic !", "Basic /w=="])
    def test_without_a_client_is_told_so(self, header):
        assert fault(header, GRANT) is TokenFault.INVALID_CLIENT

    @given(st.text(), st.dictionaries(st.sampled_from(["grant_type", "scope", "client_id",
           "client_secret"]), st.lists(st.text(), max_size=2)))  # fmt: skip
    def test_of_any_kind_is_read_or_refused(self, header, body):
        with suppress(TokenRefusedError):
            assert isinstance(read(header, body), TokenRequest)
