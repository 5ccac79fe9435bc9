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
    is_national: bool = False

    def may(self, permission: Permission) -> bool:
        return permission in granted(self.roles)

    def reaches(self, force_code: str) -> bool:
        return self.is_national or force_code in self.force_codes
