import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.vault import encryption
from responses.vault.encryption import KeyringError, UnreadableError

OLD, NEW = "1:" + "ab" * 32, "2:" + "cd" * 32
PLACE = "responses.Contact.mobile:7"


def keyring(*items: str) -> encryption.Keyring:
    return encryption.parse_keyring(items or (NEW, OLD))


class TestEncrypt:
    @given(st.text())
    def test_is_undone_by_decrypt(self, text):
        stored = encryption.encrypt(text, place=PLACE, keyring=keyring())

        assert encryption.decrypt(stored, place=PLACE, keyring=keyring()) == text

    def test_never_gives_the_same_twice(self):
        stored = {encryption.encrypt("x", place=PLACE, keyring=keyring()) for _ in range(20)}

        assert len(stored) == 20

    def test_hides_the_text(self):
        stored = encryption.encrypt("+447700900010", place=PLACE, keyring=keyring())

        assert b"7700900010" not in stored

    def test_uses_the_first_key(self):
        stored = encryption.encrypt("x", place=PLACE, keyring=keyring(NEW, OLD))

        assert stored[0] == 2


class TestDecrypt:
    def test_reads_what_an_older_key_wrote(self):
        stored = encryption.encrypt("x", place=PLACE, keyring=keyring(OLD))

        assert encryption.decrypt(stored, place=PLACE, keyring=keyring(NEW, OLD)) == "x"

    def test_refuses_what_a_thrown_away_key_wrote(self):
        stored = encryption.encrypt("x", place=PLACE, keyring=keyring(OLD))

        with pytest.raises(UnreadableError, match="no key"):
            encryption.decrypt(stored, place=PLACE, keyring=keyring(NEW))

    @pytest.mark.parametrize("place", ["responses.Contact.email:7", "responses.Contact.mobile:8"])
    def test_refuses_a_value_moved_to_another_column_or_row(self, place):
        stored = encryption.encrypt("x", place=PLACE, keyring=keyring())

        with pytest.raises(UnreadableError, match="moved"):
            encryption.decrypt(stored, place=place, keyring=keyring())

    @given(st.integers(0, 40))
    def test_refuses_a_value_with_one_bit_changed(self, at):
        stored = bytearray(encryption.encrypt("+447700900010", place=PLACE, keyring=keyring()))
        stored[at] ^= 1

        with pytest.raises(UnreadableError):
            encryption.decrypt(bytes(stored), place=PLACE, keyring=keyring())

    @pytest.mark.parametrize("stored", [b"", b"\x02", b"\x02" * 12])
    def test_refuses_a_value_that_is_too_short(self, stored):
        with pytest.raises(UnreadableError):
            encryption.decrypt(stored, place=PLACE, keyring=keyring())

    def test_names_no_case_in_its_message(self):
        with pytest.raises(UnreadableError) as failure:
            encryption.decrypt(b"", place=PLACE, keyring=keyring())

        assert ":7" not in str(failure.value)


class TestParseKeyring:
    @pytest.mark.parametrize(
        "item", ["", "1", "x:" + "ab" * 32, "256:" + "ab" * 32, "1:abcd", "1:" + "zz" * 32]
    )
    def test_refuses_a_bad_item_without_showing_it(self, item):
        with pytest.raises(KeyringError) as failure:
            encryption.parse_keyring([item])

        assert "ab" * 4 not in str(failure.value)
        assert "zz" not in str(failure.value)

    def test_refuses_no_keys_at_all(self):
        with pytest.raises(KeyringError, match="empty"):
            encryption.parse_keyring([])

    def test_does_not_print_its_keys(self):
        assert "AESGCM" not in repr(keyring())
