"""Accounts and sessions that are there before a story begins, written beside the server, as the command line writes.

Asked for at the server each would cost a fifth of a second of a whole core, because a password's hash is slow.
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from pydantic import SecretStr

from server.messages import Caller
from server.people import ME
from server.people.passwords import Proof
from server.people.registering import Register, register
from server.people.sessions import SignedIn
from server.people.signing_in import SignIn, sign_in
from server.settings import Settings
from server.storage.opening import Storage
from server.storage.tx import Tx

P = ParamSpec("P")
R = TypeVar("R")

PASSWORD = "correct horse battery staple"
# With the server's own parameters, so that whoever signs in with PASSWORD is checked as everybody is.
HASH = "$argon2id$v=19$m=65536,t=3,p=4$cApC07SGXNiMgsDWlDRIug$2NqUW3peEC/wdn9j5N4B8o6BmMfV0/YqSwqm8MU5Cl0"

HERE = Caller(address="127.0.0.1")


async def open_account(database_url: str, name: str, email: str) -> SignedIn:
    command = Register(name=name, email=email, password=SecretStr(PASSWORD))
    return await write(database_url, register, command, HASH)


async def open_session(database_url: str, email: str) -> SignedIn:
    return await write(database_url, sign_in, SignIn(email=email, password=SecretStr(PASSWORD)), Proof(HASH, None))


async def write(database_url: str, action: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    database = Storage(Settings(database_url=database_url), find_me=ME).database
    await database.open()
    try:
        return await database.write(HERE, action, *args, **kwargs)
    finally:
        await database.close()
