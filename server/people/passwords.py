"""Passwords: argon2id, always outside a transaction, because one check takes a tenth of a second of a whole core."""

import unicodedata
from dataclasses import dataclass
from typing import Annotated

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

SHORTEST, LONGEST = 10, 200
HASHER = PasswordHasher()
# Of a password nobody has, made with HASHER's own parameters, so that an unknown address takes as long as a known one.
DECOY = "$argon2id$v=19$m=65536,t=3,p=4$0bffzcHGKxE8R3qLuCivfQ$Gikgo4GJqNKGV9KEYB2Y9hOJq6WlnAuX7f3CEfJrsu4"


def _composed(password: SecretStr) -> SecretStr:
    # Keyboards differ in how they send an accented letter.
    text = unicodedata.normalize("NFC", password.get_secret_value())
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise PydanticCustomError("password", "only characters that can be typed")
    return SecretStr(text)


def _not_too_long(password: SecretStr) -> SecretStr:
    if len(password) > LONGEST:
        raise PydanticCustomError("password", "at most {longest} characters", {"longest": LONGEST})
    return password


def _long_enough(password: SecretStr) -> SecretStr:
    if len(password) < SHORTEST:
        raise PydanticCustomError("password", "at least {shortest} characters", {"shortest": SHORTEST})
    return password


# Not Field(min_length=…), whose refusal speaks of a secret's "items".
Password = Annotated[
    SecretStr,
    AfterValidator(_not_too_long),
    AfterValidator(_composed),
    Field(json_schema_extra={"maxLength": LONGEST}),
]
NewPassword = Annotated[Password, AfterValidator(_long_enough), Field(json_schema_extra={"minLength": SHORTEST})]


@dataclass(frozen=True, slots=True)
class Proof:
    """The hash that a password was right for, and a new one where today's parameters are other than its own."""

    hash: str
    renewed: str | None


def hash_password(password: SecretStr) -> str:
    return HASHER.hash(password.get_secret_value())


def prove(password: SecretStr, hash_: str | None) -> Proof | None:
    """None for a wrong password, and, after as long a time, where there is no hash at all."""
    try:
        HASHER.verify(hash_ or DECOY, password.get_secret_value())
    except (VerificationError, InvalidHashError):
        return None
    if hash_ is None:
        return None
    return Proof(hash_, hash_password(password) if HASHER.check_needs_rehash(hash_) else None)
