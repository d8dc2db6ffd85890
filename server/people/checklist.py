"""What somebody should still say of themselves, so that others can judge whom they deal with."""

from typing import Literal

from server.messages import Message
from server.people.profiles import Profile

Step = Literal["headline", "about", "skills", "languages", "rate", "time_zone"]
STEPS: tuple[Step, ...] = ("headline", "about", "skills", "languages", "rate", "time_zone")
SET_BY_NOBODY = "UTC"


class ProfileStep(Message):
    """A field of the profile, and whether it says something."""

    step: Step
    done: bool


def checklist(profile: Profile) -> list[ProfileStep]:
    """All steps in the order in which they are best taken. Nothing is required yet."""
    return [ProfileStep(step=step, done=getattr(profile, step) not in ("", [], None, SET_BY_NOBODY)) for step in STEPS]
