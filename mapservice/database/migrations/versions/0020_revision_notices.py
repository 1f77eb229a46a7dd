"""Tell listeners of a layer's new revision, and count records that left without a scan."""

from alembic import op

revision = "0020"
down_revision = "0013"
branch_labels = None
depends_on = None

VENUE_LAYERS = ("public_facilities", "citizen_centers", "vacant_shops", "universities", "groups")

# Delivered when the transaction commits, never before and never without it.
TELL = """
CREATE FUNCTION layers.tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('layers_revisions', NEW.layer);
    RETURN NULL;
END
$$
"""

TRIGGER = """
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON layers.revisions
FOR EACH ROW EXECUTE FUNCTION layers.tell()
"""


def upgrade() -> None:
    op.execute(TELL)
    op.execute(TRIGGER)
    for name in VENUE_LAYERS:
        # Empty for most layers: it holds only records that have a last day.
        op.execute(
            f"CREATE INDEX {name}_expires_on ON layers.{name} (expires_on)"
            " WHERE expires_on IS NOT NULL"
        )


def downgrade() -> None:
    for name in VENUE_LAYERS:
        op.execute(f"DROP INDEX layers.{name}_expires_on")
    op.execute("DROP TRIGGER tell ON layers.revisions")
    op.execute("DROP FUNCTION layers.tell()")
