"""The rules that a job's brief keeps whether it is posted or edited, and how it is found by its words."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert

from server.auction.tables import JobSkill
from server.errors import Fault, Invalid
from server.storage.tx import Tx

SOONEST_CLOSE = timedelta(minutes=10)
LATEST_CLOSE = timedelta(days=90)
USUAL_CLOSE = timedelta(days=3)
LATEST_DECISION = timedelta(days=90)
USUAL_DECISION = timedelta(days=7)

ADD_SKILLS = insert(JobSkill)
DROP_SKILLS = delete(JobSkill).where(JobSkill.job_id == bindparam("job"))


def check_budget(least: int | None, most: int | None) -> None:
    if least is not None and most is not None and least > most:
        raise Invalid(Fault("budget_max", "must not be below budget_min"))


def check_decision(closes_at: datetime, decides_at: datetime) -> None:
    if not closes_at < decides_at <= closes_at + LATEST_DECISION:
        raise Invalid(Fault("decides_at", "must be after bidding closes, by at most 90 days"))


def keep_skills(tx: Tx, job: int, skills: Sequence[str]) -> None:
    """Writes the index over a job's skills anew."""
    tx.change(DROP_SKILLS, job=job)
    tx.add_all(ADD_SKILLS, [{"job_id": job, "skill": skill} for skill in skills])


def folded(text: str) -> str:
    """So that capitals, ligatures and ways to compose an accent make no difference in a search."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def search_text(title: str, description: str, skills: Sequence[str]) -> str:
    return folded("\n".join((title, description, *skills)))
