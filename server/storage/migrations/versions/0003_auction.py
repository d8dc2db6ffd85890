"""The market: the tree of categories with its first branches, jobs and bids."""

import sqlalchemy as sa
from alembic import op

from server.storage.tables import BigId, UtcTime

revision = "0003"
down_revision = "0002"

TREE = {
    ("admin-support", "Admin support"): {
        "data-entry": "Data entry",
        "virtual-assistance": "Virtual assistance",
        "transcription": "Transcription",
        "customer-service": "Customer service",
        "bookkeeping": "Bookkeeping",
    },
    ("programming", "Programming"): {
        "web-development": "Web development",
        "mobile-apps": "Mobile apps",
        "desktop-software": "Desktop software",
        "databases": "Databases",
        "devops": "Servers and operations",
        "testing": "Testing",
        "data-science": "Data science",
    },
    ("design", "Design"): {
        "web-design": "Web design",
        "interface-design": "App and interface design",
        "product-design": "Product design",
        "interior-design": "Architecture and interiors",
    },
    ("research", "Research"): {
        "market-research": "Market research",
        "web-research": "Web research",
        "academic-research": "Academic research",
        "data-analysis": "Data analysis",
    },
    ("writing", "Writing"): {
        "articles": "Articles and blogs",
        "copywriting": "Copywriting",
        "technical-writing": "Technical writing",
        "editing": "Editing and proofreading",
        "translation": "Translation",
    },
    ("graphics", "Graphics"): {
        "logos": "Logos and branding",
        "illustration": "Illustration",
        "photo-editing": "Photo editing",
        "animation": "Animation and video",
        "print-design": "Print design",
    },
    ("marketing", "Marketing"): {
        "search-engines": "Search engines",
        "social-media": "Social media",
        "email-marketing": "E-mail marketing",
        "advertising": "Advertising",
        "public-relations": "Public relations",
    },
}


def upgrade() -> None:
    category = op.create_table(
        "category",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", BigId, nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["category.slug"], name=op.f("fk_category_parent")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_category")),
    )
    op.create_table(
        "job",
        sa.Column("id", BigId, nullable=False),
        sa.Column("client_id", BigId, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("budget_min", BigId, nullable=True),
        sa.Column("budget_max", BigId, nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", BigId, nullable=False),
        sa.Column("bid_count", BigId, nullable=False),
        sa.Column("soft_closes", BigId, nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closes_at", UtcTime(), nullable=False),
        sa.Column("decides_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("cancelled_at", UtcTime(), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["category"], ["category.slug"], name=op.f("fk_job_category")),
        sa.ForeignKeyConstraint(["client_id"], ["person.id"], name=op.f("fk_job_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_client_id"), "job", ["client_id"])
    op.create_index(op.f("ix_job_category"), "job", ["category"])
    op.create_index("ix_job_newest", "job", ["state", "opened_at", "id"])
    op.create_index("ix_job_closing", "job", ["state", "closes_at", "id"])
    op.create_table(
        "job_skill",
        sa.Column("job_id", BigId, nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_skill_job_id")),
        sa.PrimaryKeyConstraint("job_id", "skill", name=op.f("pk_job_skill")),
    )
    op.create_index("ix_job_skill_skill", "job_skill", ["skill", "job_id"])
    op.create_table(
        "bid",
        sa.Column("id", BigId, nullable=False),
        sa.Column("job_id", BigId, nullable=False),
        sa.Column("bidder_id", BigId, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", BigId, nullable=False),
        sa.Column("amount", BigId, nullable=False),
        sa.Column("days", BigId, nullable=False),
        sa.Column("pitch", sa.String(), nullable=False),
        sa.Column("soft_closes", BigId, nullable=False),
        sa.Column("placed_at", UtcTime(), nullable=False),
        sa.Column("revised_at", UtcTime(), nullable=True),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.Column("withdraw_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["bidder_id"], ["person.id"], name=op.f("fk_bid_bidder_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_bid_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
        sa.UniqueConstraint("job_id", "bidder_id", name=op.f("uq_bid_job_id")),
    )
    op.create_index(op.f("ix_bid_bidder_id"), "bid", ["bidder_id"])
    op.create_table(
        "bid_version",
        sa.Column("bid_id", BigId, nullable=False),
        sa.Column("version", BigId, nullable=False),
        sa.Column("amount", BigId, nullable=False),
        sa.Column("days", BigId, nullable=False),
        sa.Column("pitch", sa.String(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_version_bid_id")),
        sa.PrimaryKeyConstraint("bid_id", "version", name=op.f("pk_bid_version")),
    )
    for place, ((slug, name), children) in enumerate(TREE.items(), start=1):
        rows = [{"slug": slug, "parent": None, "name": name, "place": place}]
        rows += [
            {"slug": child, "parent": slug, "name": title, "place": number}
            for number, (child, title) in enumerate(children.items(), start=1)
        ]
        op.bulk_insert(category, rows)
