"""Background work: procrastinate's tables in a schema of their own, filled in our transactions."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# procrastinate names no schema: its functions take the tables of the search path.
# Its later versions bring migrations of their own, each of which becomes one of ours;
# tests/mail/test_jobs.py tells when there is one.

# One call from any transaction; the job exists if, and only if, that transaction commits.
# A queueing lock makes "once is enough" jobs: a second one while the first waits is dropped.
DEFER = """
CREATE FUNCTION private.defer(task text, arguments jsonb, once text DEFAULT NULL,
    at timestamptz DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = jobs, pg_catalog, pg_temp AS $$
BEGIN
    IF once IS NOT NULL AND EXISTS (
        SELECT FROM procrastinate_jobs WHERE queueing_lock = once AND status = 'todo') THEN
        RETURN NULL;
    END IF;
    RETURN (procrastinate_defer_jobs_v1(ARRAY[ROW('default', task, 0, NULL, once, arguments, at)
        ::procrastinate_job_to_defer_v1]))[1];
END
$$
"""

# Its functions and triggers find their tables whoever calls them.
FIND_TABLES = """
DO $$
DECLARE
    signature regprocedure;
BEGIN
    FOR signature IN SELECT oid FROM pg_proc WHERE pronamespace = 'jobs'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = jobs, pg_catalog, pg_temp', signature);
    END LOOP;
END
$$
"""


def upgrade() -> None:
    op.execute("CREATE SCHEMA jobs")
    op.execute("SET LOCAL search_path TO jobs, pg_catalog")
    # Not through SQLAlchemy's text: the script has colons and percent signs of its own.
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute("RESET search_path")
    op.execute(FIND_TABLES)
    op.execute(DEFER)
    for grant in (
        "USAGE ON SCHEMA jobs",
        "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs",
        "USAGE ON ALL SEQUENCES IN SCHEMA jobs",
        "EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs",
    ):
        op.execute(f"GRANT {grant} TO mapservice_writer")


def downgrade() -> None:
    op.execute("DROP FUNCTION private.defer(text, jsonb, text, timestamptz)")
    op.execute("DROP SCHEMA jobs CASCADE")
