"""The viewer: who is signed in, and the forces whose rows they may see. Pure."""

from dataclasses import dataclass, field

from access.permissions import Permission, Role, permissions_of


@dataclass(frozen=True)
class Viewer:
    """A signed-in member of staff. `force_codes` are the forces in which they hold a role; a
    national viewer sees the rows of every force. Respondents are never viewers."""

    user_id: int
    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    force_codes: frozenset[str] = field(default_factory=frozenset)
    past_force_codes: frozenset[str] = field(default_factory=frozenset)
    """Predecessors of the viewer's forces. Their rows are in reach too, on the pages of the
    successor."""
    is_national: bool = False
    has_second_factor: bool = False
    """Whether a one-time code is asked for when this account signs in."""

    @property
    def reach(self) -> frozenset[str]:
        """The codes of the forces whose rows a viewer who is not national may see."""
        return self.force_codes | self.past_force_codes

    def may(self, permission: Permission) -> bool:
        return permission in permissions_of(self.roles)

    def reaches(self, force_code: str) -> bool:
        return self.is_national or force_code in self.reach
