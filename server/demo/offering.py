"""What a made-up freelancer would ask for a job: somewhere within what the client said, in round figures."""

from random import Random

from server.auction.tables import Kind

UNKNOWN: dict[Kind, tuple[int, int]] = {"fixed": (30_000, 150_000), "hourly": (2_500, 8_000)}


def price(kind: Kind, least: int | None, most: int | None, random: Random) -> int:
    """In minor units."""
    if least is None and most is None:
        least, most = UNKNOWN[kind]
    low = least if least is not None else (most or 0) * 0.6
    high = most if most is not None else low * 1.5
    return rounded(random.uniform(low * 0.95, high * 1.02))


def lower(amount: int, random: Random) -> int:
    """The next offer of somebody who wants the job."""
    return min(rounded(amount * random.uniform(0.9, 0.97)), amount - 1) or 1


def rounded(amount: float) -> int:
    step = next((step for limit, step in ((1_000, 10), (10_000, 50), (100_000, 500)) if amount < limit), 1_000)
    return max(1, round(amount / step) * step)


def duration(kind: Kind, amount: int, random: Random) -> int:
    """In days."""
    return random.randint(5, 30) if kind == "hourly" else max(2, round(amount / 20_000 * random.uniform(0.6, 1.5)))
