"""The viewer: who is signed in, and the forces whose rows they may see. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from access.permissions import GRANTS, Permission, Role, permissions_of


@dataclass(frozen=True)
class HeldRole:
    """One membership: a role with its own reach. A role held in a force reaches the rows of that
    force and of those that ended in it; one held in an organisation reaches the forces that it
    serves; one held in neither is national."""

    role: Role
    force_codes: frozenset[str] = field(default_factory=frozenset)
    past_force_codes: frozenset[str] = field(default_factory=frozenset)
    organisation_id: int | None = None
    is_national: bool = False
    languages: frozenset[str] = field(default_factory=frozenset)
    """Those that a language reader speaks from home."""
    body: str = ""
    """Of who oversees, the OversightBody for which they do."""


@dataclass(frozen=True)
class Viewer:
    """A signed-in member of staff. `force_codes` are the forces in which they hold a role; a
    national viewer sees the rows of every force. Respondents are never viewers.

    What a permission allows reaches as far as the roles that grant it: `with_permission` is the
    viewer with those alone, and what a guarded page reads is read by that one (decision 53)."""

    user_id: int
    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    force_codes: frozenset[str] = field(default_factory=frozenset)
    past_force_codes: frozenset[str] = field(default_factory=frozenset)
    """Predecessors of the viewer's forces. Their rows are in reach too, on the pages of the
    successor."""
    is_national: bool = False
    has_second_factor: bool = False
    """Whether a one-time code or a security key is asked for when this account signs in."""
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    """The organisations in which they hold a role."""
    languages: frozenset[str] = field(default_factory=frozenset)
    """Those whose texts they read and sign."""
    held: tuple[HeldRole, ...] = ()
    """Each membership by itself; empty for a viewer that is made for one task."""

    @property
    def body(self) -> str:
        """The OversightBody for which they oversee; "" for everybody else."""
        return next((each.body for each in self.held if each.body), "")

    @property
    def reach(self) -> frozenset[str]:
        """The codes of the forces whose rows a viewer who is not national may see."""
        return self.force_codes | self.past_force_codes

    def may(self, permission: Permission) -> bool:
        return permission in permissions_of(self.roles)

    def reaches(self, force_code: str) -> bool:
        return self.is_national or force_code in self.reach

    def with_permission(self, permission: Permission) -> "Viewer":
        """This viewer with the roles that grant a permission alone, and with their reach."""
        return self.with_roles(role for role in self.roles if permission in GRANTS[role])

    def with_roles(self, roles: Iterable[Role]) -> "Viewer":
        """This viewer with these of their roles alone, and with their reach."""
        wanted = frozenset(roles) & self.roles
        if wanted == self.roles or not self.held:
            return replace(self, roles=wanted)
        return self.with_held(each for each in self.held if each.role in wanted)

    def with_held(self, held: Iterable[HeldRole]) -> "Viewer":
        """This viewer with these memberships alone."""
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
