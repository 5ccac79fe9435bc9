from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from access.permissions import GRANTS, Permission, Role, permissions_of


@dataclass(frozen=True)
class HeldRole:
    role: Role
    force_codes: frozenset[str] = field(default_factory=frozenset)
    past_force_codes: frozenset[str] = field(default_factory=frozenset)
    organisation_id: int | None = None
    is_national: bool = False
    languages: frozenset[str] = field(default_factory=frozenset)
    body: str = ""
    """An OversightBody, for oversight only."""


@dataclass(frozen=True)
class Viewer:
    user_id: int
    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    force_codes: frozenset[str] = field(default_factory=frozenset)
    past_force_codes: frozenset[str] = field(default_factory=frozenset)
    """Predecessors of the viewer's forces, whose rows appear on the successor's pages."""
    is_national: bool = False
    has_second_factor: bool = False
    """Whether this account signs in with a one-time code or a security key."""
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    languages: frozenset[str] = field(default_factory=frozenset)
    """Languages whose texts they read and sign."""
    held: tuple[HeldRole, ...] = ()
    """Each membership; empty for a viewer made for one task."""

    @property
    def body(self) -> str:
        return next((each.body for each in self.held if each.body), "")

    @property
    def reach(self) -> frozenset[str]:
        """Codes of forces a viewer who is not national may see."""
        return self.force_codes | self.past_force_codes

    def may(self, permission: Permission) -> bool:
        return permission in permissions_of(self.roles)

    def reaches(self, force_code: str) -> bool:
        return self.is_national or force_code in self.reach

    def with_permission(self, permission: Permission) -> "Viewer":
        return self.with_roles(role for role in self.roles if permission in GRANTS[role])

    def with_roles(self, roles: Iterable[Role]) -> "Viewer":
        wanted = frozenset(roles) & self.roles
        if wanted == self.roles or not self.held:
            return replace(self, roles=wanted)
        return self.with_held(each for each in self.held if each.role in wanted)

    def with_held(self, held: Iterable[HeldRole]) -> "Viewer":
        kept = tuple(held)
        force_codes = frozenset[str]().union(*(each.force_codes for each in kept))
        past = frozenset[str]().union(*(each.past_force_codes for each in kept))
        organisations = (each.organisation_id for each in kept)
        return replace(
            self,
            roles=frozenset(each.role for each in kept),
            force_codes=force_codes,
            past_force_codes=past - force_codes,
            is_national=any(each.is_national for each in kept),
            organisation_ids=frozenset(pk for pk in organisations if pk is not None),
            languages=frozenset[str]().union(*(each.languages for each in kept)),
            held=kept,
        )
