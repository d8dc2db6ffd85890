"""Who asks too often is told so, and nobody else is."""

from collections.abc import Awaitable
from typing import Any

import pytest

from server.api.rates import Rates
from server.errors import TooMany
from server.messages import Caller
from server.settings import Settings
from tests.servers import Redis

FRED = Caller(person=1, session=1, address="192.0.2.1")
FRED_ELSEWHERE = Caller(person=1, session=2, address="192.0.2.2")
FRIDA = Caller(person=2, session=3, address="192.0.2.3")
OLGA = Caller(address="192.0.2.1")
CLOCK = Caller()


def rates(**settings: Any) -> Rates:
    return Rates(Settings(**settings))


async def refuses(call: Awaitable[None]) -> None:
    with pytest.raises(TooMany, match="Too many attempts to sign in"):
        await call


def refused(call: Any, *arguments: Any) -> str:
    with pytest.raises(TooMany) as refusal:
        call(*arguments)
    assert refusal.value.temporary
    return refusal.value.sentence


def test_a_person_may_ask_so_often_from_wherever() -> None:
    limited = rates(rate_person="2/day")
    limited.call(FRED)
    limited.call(FRED_ELSEWHERE)

    assert refused(limited.call, FRED).startswith("Too many requests")
    assert refused(limited.call, FRED_ELSEWHERE).startswith("Too many requests")
    limited.call(FRIDA)
    limited.call(OLGA)


def test_an_address_may_ask_so_often_in_whatever_name() -> None:
    limited = rates(rate_address="2/day")
    limited.address(FRED.address)
    limited.address(OLGA.address)

    assert refused(limited.address, OLGA.address).startswith("Too many requests")
    limited.address(FRED_ELSEWHERE.address)


def test_one_limit_of_several_is_enough() -> None:
    limited = rates(rate_person="100/day;2/month")
    limited.call(FRED)
    limited.call(FRED)

    refused(limited.call, FRED)


def test_the_clock_is_not_counted() -> None:
    limited = rates(rate_address="1/day", rate_person="1/day")

    for _ in range(3):
        limited.call(CLOCK)


async def test_attempts_at_one_account_from_one_address_are_counted() -> None:
    limited = rates(rate_sign_in="1/day")
    await limited.sign_in(OLGA, "carla@example.org")

    await refuses(limited.sign_in(OLGA, "carla@example.org"))
    await limited.sign_in(OLGA, "frida@example.org")
    await limited.sign_in(FRED_ELSEWHERE, "carla@example.org")


async def test_an_account_guesses_no_more_often_than_somebody_unknown() -> None:
    limited = rates(rate_sign_in="1/day")
    await limited.sign_in(OLGA, "carla@example.org")

    await refuses(limited.sign_in(FRED, "carla@example.org"))


async def test_more_processes_give_nobody_more_guesses_and_without_redis_each_counts_alone() -> None:
    with Redis() as redis:
        here, there = (rates(rate_sign_in="2/day", redis_url=redis.url) for _ in range(2))
        await here.sign_in(OLGA, "carla@example.org")
        await there.sign_in(OLGA, "carla@example.org")
        await refuses(here.sign_in(OLGA, "carla@example.org"))
        await refuses(there.sign_in(OLGA, "carla@example.org"))
        await there.sign_in(OLGA, "frida@example.org")

        redis.kill()
        for process in (here, there):
            await process.sign_in(OLGA, "carla@example.org")
            await process.sign_in(OLGA, "carla@example.org")
            await refuses(process.sign_in(OLGA, "carla@example.org"))
            await process.close()


def test_a_signal_has_a_rate_of_its_own() -> None:
    limited = rates()
    limited.signal(1, "typing", "1/day")
    limited.signal(2, "typing", "1/day")
    limited.signal(1, "read", "1/day")

    assert refused(limited.signal, 1, "typing", "1/day").startswith("Too many requests")


def test_a_connection_may_say_so_much() -> None:
    limited = rates(rate_connection="1/day")
    limited.connection("one")
    limited.connection("other")

    assert refused(limited.connection, "one").startswith("Too many requests")
