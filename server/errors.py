"""What may be refused: one table of codes, one exception, and the few refusals that every part of the product needs."""

from collections.abc import Sequence
from dataclasses import dataclass

# number on the socket, HTTP status. 100 and 111 are the Centrifuge protocol's own; applications use 400 to 1999.
CODES: dict[str, tuple[int, int]] = {
    "temporary": (100, 503),
    "not_known": (104, 404),
    "too_many": (111, 429),
    "invalid": (400, 422),
    "not_signed_in": (401, 401),
    "not_allowed": (403, 403),
    "not_found": (404, 404),
    "changed_meanwhile": (409, 409),
    "key_reused": (410, 409),
    "email_taken": (420, 409),
    "wrong_credentials": (421, 401),
    "own_job": (430, 403),
    "bidding_closed": (431, 409),
    "already_bid": (432, 409),
    "not_open": (433, 409),
    "material_edit": (434, 409),
    "not_standing": (435, 409),
}
TEMPORARY = frozenset({"temporary", "too_many"})


@dataclass(frozen=True)
class Fault:
    """One field and what would be right, for a form to show beside it. `field` is a path such as `budget.max`."""

    field: str
    message: str


class Refusal(Exception):
    """A state of the world that stands in the way. `name` is a key of CODES, `sentence` tells a person what to do."""

    def __init__(self, name: str, sentence: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(sentence)
        self.name = name
        self.sentence = sentence
        self.faults = tuple(faults)

    @property
    def code(self) -> int:
        return CODES[self.name][0]

    @property
    def status(self) -> int:
        return CODES[self.name][1]

    @property
    def temporary(self) -> bool:
        """True where the same command may be sent again as it is."""
        return self.name in TEMPORARY


class NotFound(Refusal):
    """Missing and somebody else's are one answer, so that ids tell nothing."""

    def __init__(self, what: str = "This") -> None:
        super().__init__("not_found", f"{what} does not exist, or is not yours to see.")


class NotSignedIn(Refusal):
    def __init__(self) -> None:
        super().__init__("not_signed_in", "Please sign in first.")


class NotAllowed(Refusal):
    def __init__(self, sentence: str) -> None:
        super().__init__("not_allowed", sentence)


class Invalid(Refusal):
    """Fields that cannot be right. The sentence begins with the first field's path and a colon."""

    def __init__(self, *faults: Fault) -> None:
        first = faults[0]
        super().__init__("invalid", f"{first.field}: {first.message}" if first.field else first.message, faults)


class TooMany(Refusal):
    def __init__(self, sentence: str = "Too many requests at once. Please wait a moment and try again.") -> None:
        super().__init__("too_many", sentence)


class ChangedMeanwhile(Refusal):
    def __init__(self) -> None:
        super().__init__("changed_meanwhile", "This was changed meanwhile. Please look again.")


class Temporary(Refusal):
    """Our own trouble. Nothing was changed, and trying again is safe."""

    def __init__(self) -> None:
        super().__init__("temporary", "That did not work, and that is on us. Nothing was changed; please try again.")
