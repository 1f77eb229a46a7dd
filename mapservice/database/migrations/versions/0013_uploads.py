"""Files that stewards look at before they apply them."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UPLOADS = """
CREATE TABLE private.uploads (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id bigint NOT NULL REFERENCES private.accounts ON DELETE CASCADE,
    layer text NOT NULL,
    name text NOT NULL,
    content bytea NOT NULL CHECK (octet_length(content) <= 33554432),
    created_at timestamptz NOT NULL DEFAULT now()
)
"""


def upgrade() -> None:
    op.execute(UPLOADS)
    op.execute("CREATE INDEX uploads_account ON private.uploads (account_id)")
    op.execute("GRANT SELECT, INSERT, DELETE ON private.uploads TO mapservice_writer")


def downgrade() -> None:
    op.execute("DROP TABLE private.uploads")
