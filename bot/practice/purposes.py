"""What a client may want to be in contact about, and the groups in which practices permit it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Purpose(str, Enum):
    """One reason for being in contact between sessions."""

    BOOKING = "booking"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    RUNNING_LATE = "running_late"
    REMINDERS = "reminders"
    BILLING = "billing"
    FORMS = "forms"
    DOCUMENTS = "documents"
    RECORDS = "records"
    TECHNICAL = "technical"
    CONSENT = "consent"
    PHOTOS = "photos"
    QUICK_QUESTION = "quick_question"
    HOMEWORK = "homework"
    SOMETHING_HAPPENED = "something_happened"
    FEELINGS = "feelings"
    CONCERN = "concern"
    SOCIAL = "social"
    URGENT = "urgent"
    EMERGENCY = "emergency"


SCHEDULING = (
    Purpose.BOOKING,
    Purpose.RESCHEDULE,
    Purpose.CANCEL,
    Purpose.RUNNING_LATE,
    Purpose.REMINDERS,
)
ADMIN = (
    *SCHEDULING,
    Purpose.BILLING,
    Purpose.FORMS,
    Purpose.DOCUMENTS,
    Purpose.RECORDS,
    Purpose.TECHNICAL,
    Purpose.CONSENT,
)
CLINICAL = (
    Purpose.QUICK_QUESTION,
    Purpose.HOMEWORK,
    Purpose.SOMETHING_HAPPENED,
    Purpose.FEELINGS,
    Purpose.CONCERN,
)
GROUPS: dict[str, tuple[Purpose, ...]] = {"scheduling": SCHEDULING, "admin": ADMIN, "clinical": CLINICAL}

# An emergency belongs to people who answer at once, and a friend request to no channel of a practice:
# neither can be permitted.
NEVER_PERMITTED = frozenset({Purpose.EMERGENCY, Purpose.SOCIAL})

# What a practice may list as permitted: a group, or a single purpose.
PERMITTABLE = (*GROUPS, *(purpose.value for purpose in Purpose if purpose not in NEVER_PERMITTED))


def expand(names: Iterable[str]) -> frozenset[Purpose]:
    """The purposes behind the names of groups and purposes.

    Raises:
        ValueError: a name is neither a group nor a purpose.
    """
    found: set[Purpose] = set()
    for name in names:
        found.update(GROUPS.get(name) or (Purpose(name),))
    return frozenset(found)


def without(names: Iterable[str], taken: Iterable[Purpose]) -> tuple[str, ...]:
    """The names of groups and purposes that are left when some purposes are taken out; whole groups stay groups."""
    gone = frozenset(taken)
    left: list[str] = []
    for name in names:
        members = GROUPS.get(name) or (Purpose(name),)
        kept = [purpose.value for purpose in members if purpose not in gone]
        left.extend([name] if len(kept) == len(members) else kept)
    return tuple(dict.fromkeys(left))
