"""What may be refused: one table of codes, one exception, and the few refusals that every part of the product needs."""

from collections.abc import Sequence
from dataclasses import dataclass

# Number on the socket, HTTP status, when it happens. 100, 104 and 111 are the Centrifuge protocol's own; applications use
# 400 to 1999.
CODES: dict[str, tuple[int, int, str]] = {
    "temporary": (100, 503, "Our own trouble. Nothing was changed; the same may be sent again."),
    "not_known": (104, 404, "There is no such command or query."),
    "too_many": (111, 429, "Too much at once. The same may be sent again in a moment."),
    "invalid": (400, 422, "Fields that cannot be right: the sentence begins with the first one's path and a colon."),
    "not_signed_in": (401, 401, "Only somebody who is signed in may do this, or the session has ended."),
    "not_allowed": (403, 403, "This is for others to do, such as operators."),
    "not_found": (404, 404, "It does not exist, or is not the caller's to see."),
    "not_available": (405, 403, "This site does not offer it, such as what only a demo has."),
    "changed_meanwhile": (409, 409, "Somebody else was first. Look again before trying again."),
    "key_reused": (410, 409, "This idempotency key was used for another command."),
    "email_taken": (420, 409, "There is an account with this e-mail address already."),
    "wrong_credentials": (421, 401, "There is no account with this e-mail address and password."),
    "own_job": (430, 403, "Nobody bids on a job of their own."),
    "bidding_closed": (431, 409, "The job takes no bids any more."),
    "already_bid": (432, 409, "There is a standing bid of the caller's on this job already: revise that one."),
    "not_open": (433, 409, "The job is no longer in a state in which this can be done."),
    "material_edit": (434, 409, "People have bid on the job as it is, so this field stays."),
    "not_standing": (435, 409, "The bid is not standing any more."),
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
