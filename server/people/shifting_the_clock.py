"""Moving the site's clock on, so that operators of a demonstration can show next week today."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from server.errors import Fault, Invalid
from server.messages import Command, Result
from server.people.operators import only_operators
from server.storage.clock_shift import shift_clock
from server.storage.tx import Tx

FARTHEST = timedelta(days=3660)


class ShiftClock(Command):
    seconds: Annotated[int, Field(ge=1, le=366 * 24 * 3600)]


class ClockShifted(Result):
    """How far the site's clock is ahead of real time now, in seconds."""

    ahead: int


def move_clock(tx: Tx, command: ShiftClock) -> ClockShifted:
    only_operators(tx)
    ahead = shift_clock(tx, timedelta(seconds=command.seconds))
    if ahead > FARTHEST:
        raise Invalid(Fault("seconds", "the clock would be more than ten years ahead"))
    return ClockShifted(ahead=ahead // timedelta(seconds=1))
