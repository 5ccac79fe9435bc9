import pytest

from analytics.figures import peer_file
from analytics.figures.peer_file import PeerFileError

CODES = {"kent": "kent", "kent police": "kent", "surrey": "surrey", "sussex": "sussex"}


def read(*lines: str) -> dict[str, tuple[str, ...]]:
    return peer_file.read_groups(lines, codes=CODES)


def faults(*lines: str) -> tuple[str, ...]:
    with pytest.raises(PeerFileError) as found:
        read(*lines)
    return found.value.faults


class TestReadGroups:
    def test_reads_members_in_the_order_of_the_file_by_any_name(self):
        assert read("force,member", "Kent Police,Sussex", "kent,surrey") == {
            "kent": ("sussex", "surrey")
        }

    def test_names_every_fault_with_its_line(self):
        assert faults("force,member", "kent,surrey", "kent,Kent Police", "kent,surrey", "x,y") == (
            "line 3: kent is named in its own group",
            "line 4: surrey stands in the group of kent twice",
            "line 5: column force: no force is called “x”",
            "line 5: column member: no force is called “y”",
        )

    def test_names_missing_columns(self):
        assert faults("police,member", "kent,surrey") == ("line 1: no column force",)

    def test_refuses_an_empty_file(self):
        assert faults("force,member") == ("line 2: the file has no rows",)
        assert faults() == ("line 1: no column force", "line 1: no column member")
