"""Who is looking, and whose rows are in reach. Pure: no Django, no database."""

from dataclasses import dataclass, field

from access.permissions import Permission, Role, granted


@dataclass(frozen=True)
class Viewer:
    """A signed-in member of staff. `force_codes` are the forces whose rows she may see;
    a national viewer sees every force. Respondents are never viewers."""

    user_id: int
    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    force_codes: frozenset[str] = field(default_factory=frozenset)
    past_force_codes: frozenset[str] = field(default_factory=frozenset)
    """Forces that ended in one of hers: their rows are hers too, on the pages of hers."""
    is_national: bool = False

    @property
    def reach(self) -> frozenset[str]:
        """Every force whose rows she may see, unless she may see all."""
        return self.force_codes | self.past_force_codes

    def may(self, permission: Permission) -> bool:
        return permission in granted(self.roles)

    def reaches(self, force_code: str) -> bool:
        return self.is_national or force_code in self.reach
