"""What a staff member may do."""

from __future__ import annotations

from enum import Enum


class Role(str, Enum):
    """A role may do what the roles before it may, and more.

    RECEPTION edits and labels; THERAPIST also sets the policy and crisis words and publishes; ADMINISTRATOR also
    manages accounts and how long conversations are kept.
    """

    RECEPTION = "reception"
    THERAPIST = "therapist"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        return list(Role).index(self)

    def may(self, least: Role) -> bool:
        """Whether this role includes another."""
        return self.rank >= least.rank
