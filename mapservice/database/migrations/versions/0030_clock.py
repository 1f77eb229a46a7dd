"""One clock for what the public reads and what only staff do: the public role may ask it."""

from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None

# A test lives on another day by SET mapservice.clock = '2027-11-23 09:00+09'.
CLOCK = """
CREATE FUNCTION layers.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('mapservice.clock', true), '')::timestamptz, now())
"""
READ = """
CREATE OR REPLACE FUNCTION private.clock() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE RETURN layers.clock()
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION private.clock() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('mapservice.clock', true), '')::timestamptz, now())
"""
GRANT = "GRANT EXECUTE ON FUNCTION layers.clock() TO mapservice_web, mapservice_writer"


def upgrade() -> None:
    for statement in (CLOCK, GRANT, READ):
        op.execute(statement)


def downgrade() -> None:
    op.execute(AS_BEFORE)
    op.execute("DROP FUNCTION layers.clock()")
