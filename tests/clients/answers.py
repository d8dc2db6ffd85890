"""What asking the server may come to, over whichever way it was asked."""

from server.errors import CODES, TEMPORARY

NAMES = {code: name for name, (code, *_) in CODES.items()}


class Refused(Exception):
    """The server said no. `name` is the product's own, where the code is in its table."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(f"{code} {sentence}")
        self.code = code
        self.name = NAMES.get(code, "")
        self.sentence = sentence
        self.temporary = self.name in TEMPORARY


class Unanswered(Exception):
    """The connection broke or nobody listens: it may have happened or not."""
