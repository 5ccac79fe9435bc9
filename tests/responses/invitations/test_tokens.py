import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.invitations import tokens

KEY = b"a key of the tests"


class TestMakeToken:
    def test_is_twelve_characters_of_base62(self):
        token = tokens.make_token(key=KEY, invitation_id=1, attempt=1)

        assert len(token) == 12
        assert token.isascii()
        assert token.isalnum()

    def test_is_the_same_whenever_it_is_made_again(self):
        first = tokens.make_token(key=KEY, invitation_id=7, attempt=2)
        again = tokens.make_token(key=KEY, invitation_id=7, attempt=2)

        assert first == again

    def test_differs_by_attempt_so_that_an_old_link_can_die(self):
        made = {tokens.make_token(key=KEY, invitation_id=7, attempt=n) for n in range(1, 50)}

        assert len(made) == 49

    def test_differs_by_key(self):
        ours = tokens.make_token(key=KEY, invitation_id=7, attempt=1)
        theirs = tokens.make_token(key=b"another key", invitation_id=7, attempt=1)

        assert ours != theirs

    def test_does_not_confuse_an_invitation_with_an_attempt(self):
        one = tokens.make_token(key=KEY, invitation_id=1, attempt=11)
        other = tokens.make_token(key=KEY, invitation_id=11, attempt=1)

        assert one != other

    @pytest.mark.slow
    def test_repeats_for_none_of_many_invitations(self):
        made = {tokens.make_token(key=KEY, invitation_id=n, attempt=1) for n in range(20_000)}

        assert len(made) == 20_000

    @given(st.integers(1, 2**40), st.integers(1, 9))
    def test_uses_its_alphabet_only(self, invitation_id, attempt):
        token = tokens.make_token(key=KEY, invitation_id=invitation_id, attempt=attempt)

        assert set(token) <= set(tokens.ALPHABET)

    @pytest.mark.safety
    def test_spreads_over_the_whole_alphabet(self):
        text = "".join(tokens.make_token(key=KEY, invitation_id=n, attempt=1) for n in range(5_000))

        counts = [text.count(character) for character in tokens.ALPHABET]

        expected = len(text) / 62
        assert min(counts) > 0.85 * expected
        assert max(counts) < 1.15 * expected


class TestHashToken:
    def test_does_not_hold_the_token(self):
        token = tokens.make_token(key=KEY, invitation_id=1, attempt=1)

        assert token not in tokens.hash_token(token)
        assert len(tokens.hash_token(token)) == 64
