"""What people type: a line, a text, a list of words, without what would break a page or a database."""

import re
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

T = TypeVar("T")

# Control characters (PostgreSQL takes no NUL), both separators that editors take for line breaks, and the marks that
# turn the direction of what follows, with which one name can be made to look like another.
NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
NOT_IN_A_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _one_line(text: str) -> str:
    if NOT_IN_A_LINE.search(text):
        raise PydanticCustomError("not_one_line", "one line, without control characters")
    return text


def _several_lines(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if NOT_IN_A_TEXT.search(text):
        raise PydanticCustomError("control_characters", "without control characters")
    return text


def each_once(values: list[T]) -> list[T]:
    return list(dict.fromkeys(values))


ONE_LINE = AfterValidator(_one_line)
SEVERAL_LINES = AfterValidator(_several_lines)
EACH_ONCE = AfterValidator(each_once)

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), ONE_LINE]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), SEVERAL_LINES]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=40), ONE_LINE]
Tags = Annotated[list[Tag], Field(max_length=20), EACH_ONCE]
"""Such as skills: in lower case, each once, in the order given."""
