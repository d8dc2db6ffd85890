"""What the demo's people do next: bid, bid lower, take a bid back, or ask for something new. Never too much of any."""

from datetime import UTC, datetime, timedelta
from random import Random

from centrifuge import ReplyError

from server.demo.company import Answer, Company, Member
from server.demo.market import BRIEFS, REASONS, Brief, pitch
from server.demo.offering import duration, lower, price

MOST_BIDS = 8
"""Bids on a job, above which nobody joins in."""
MOST_VERSIONS = 4
OPEN_JOBS = 40
FEW_JOBS = 20
TRIES = 6
NOT_LATE = timedelta(minutes=10)
"""They keep out of the last minutes, in which their bids would move the close again and again."""
HOURS_OPEN = (1, 3, 8, 24, 30, 48, 60, 72)


class Acting:
    def __init__(self, company: Company, random: Random) -> None:
        self._company = company
        self._random = random
        self._branches: dict[str, str] = {}
        self._begun = False

    async def act(self) -> str | None:
        """Does one thing and returns its command. None if nothing was to be done, or what was tried was refused."""
        if not self._branches:
            self._branches = _branches((await self._company.visitor.asks("category.list"))["categories"])
        jobs: list[Answer] = (await self._company.visitor.asks("job.list", limit=100))["jobs"]
        # Whoever has just opened the market should see somebody bid.
        chance = self._random.random() if self._begun else 0.5
        self._begun = True
        try:
            if len(jobs) < OPEN_JOBS and (len(jobs) < FEW_JOBS or chance < 0.2):
                return await self._post(jobs)
            if chance < 0.75:
                return await self._bid(jobs)
            return await (self._revise() if chance < 0.95 else self._withdraw())
        except ReplyError:  # somebody was faster: the job has closed, or a visitor did it in the same name
            return None

    async def _post(self, jobs: list[Answer]) -> str | None:
        asked = {job["title"] for job in jobs}
        clients = {each["name"]: each["person"] for each in self._company.cast if each["hires"]}
        able = [brief for brief in BRIEFS if brief.title not in asked and brief.client in clients]
        if not able:
            return None
        brief = self._random.choice(able)
        client = await self._company.member(clients[brief.client])
        await client.asks("job.post", **_fields(brief), **self._closing())
        return "job.post"

    def _closing(self) -> dict[str, str]:
        """Sometimes left to the site, which knows best what time it is, should its clock have been moved."""
        hours = self._random.choice((None, *HOURS_OPEN))
        return {} if hours is None else {"closes_at": (datetime.now(UTC) + timedelta(hours=hours)).isoformat()}

    async def _bid(self, jobs: list[Answer]) -> str | None:
        for _ in range(TRIES):
            job = self._choose([job for job in jobs if not _closes_soon(job)])
            branch = self._branches.get(job["category"]) if job else None
            able = [each for each in self._company.cast if branch in each["works_in"]]
            if job is None or branch is None or not able:
                continue
            member = await self._company.member(self._random.choice(able)["person"])
            page = await member.asks("job.get", job=job["id"])
            is_client = f"bids:{job['id']}" in page["positions"]
            if is_client or member.part is None or page["my_bid"] or page["bid_count"] >= MOST_BIDS:
                continue
            amount = price(job["kind"], job["budget_min"], job["budget_max"], self._random)
            days = duration(job["kind"], amount, self._random)
            words = pitch(member.part, branch, days, self._random)
            await member.asks("bid.place", job=job["id"], amount=amount, days=days, pitch=words)
            return "bid.place"
        return None

    def _choose(self, jobs: list[Answer]) -> Answer | None:
        """A visitor's job first, half of the time: they are waiting for it. Else rather a new one than an old one."""
        cast = {each["person"] for each in self._company.cast}
        visitors = [job for job in jobs if job["client"]["id"] not in cast]
        if visitors and self._random.random() < 0.5:
            return visitors[0]
        place = int(self._random.expovariate(0.1))
        return jobs[place % len(jobs)] if jobs else None

    async def _revise(self) -> str | None:
        for _ in range(TRIES):
            standing = await self._standing_of_somebody()
            if standing is None:
                continue
            member, bid = standing
            if bid["rank"] > 1 and bid["version"] < MOST_VERSIONS and bid["amount"] > 1:
                await member.asks("bid.revise", bid=bid["bid"], amount=lower(bid["amount"], self._random))
                return "bid.revise"
        return None

    async def _withdraw(self) -> str | None:
        for _ in range(TRIES):
            standing = await self._standing_of_somebody()
            if standing is None:
                continue
            member, bid = standing
            if bid["bid_count"] > 2:
                await member.asks("bid.withdraw", bid=bid["bid"], reason=self._random.choice(REASONS))
                return "bid.withdraw"
        return None

    async def _standing_of_somebody(self) -> tuple[Member, Answer] | None:
        working = [each for each in self._company.cast if each["works_in"]]
        if not working:
            return None
        member = await self._company.member(self._random.choice(working)["person"])
        bids = (await member.asks("bid.mine", limit=50))["bids"]
        open_ = [bid for bid in bids if bid["state"] == "placed" and bid["job"]["state"] == "open"]
        able = [bid for bid in open_ if not _closes_soon(bid["job"])]
        return (member, self._random.choice(able)) if able else None


def _branches(categories: list[Answer]) -> dict[str, str]:
    """Each category's branch of the tree: its topmost ancestor."""
    parents = {each["slug"]: each["parent"] for each in categories}

    def top(slug: str) -> str:
        return top(parent) if (parent := parents[slug]) else slug

    return {slug: top(slug) for slug in parents}


def _fields(brief: Brief) -> Answer:
    return {
        "title": brief.title,
        "description": brief.description,
        "category": brief.category,
        "kind": brief.kind,
        "budget_min": brief.budget_min,
        "budget_max": brief.budget_max,
        "currency": brief.currency,
        "skills": list(brief.skills),
    }


def _closes_soon(job: Answer) -> bool:
    return datetime.fromisoformat(job["closes_at"]) < datetime.now(UTC) + NOT_LATE
