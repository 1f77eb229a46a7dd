"""What only the city and the groups themselves may read: drafts, contacts, accounts, queues."""

from alembic import op

revision = "0010"
down_revision = "0002"
branch_labels = None
depends_on = None

# Every date that has consequences is read from here, so that a test can live a year later:
# SET mapservice.clock = '2027-11-23 09:00+09'.
CLOCK = """
CREATE FUNCTION private.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('mapservice.clock', true), '')::timestamptz, now())
"""
TODAY = """
CREATE FUNCTION private.today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN (private.clock() AT TIME ZONE 'Asia/Tokyo')::date
"""

ACCOUNTS = """
CREATE TABLE private.accounts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9._@+-]{1,99}$'),
    display_name text NOT NULL CHECK (btrim(display_name) <> ''),
    email text,
    password_hash text,
    totp_secret text,
    totp_step bigint NOT NULL DEFAULT 0,
    oidc_issuer text,
    oidc_subject text,
    administrator boolean NOT NULL DEFAULT false,
    disabled_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (oidc_issuer, oidc_subject),
    CHECK ((oidc_issuer IS NULL) = (oidc_subject IS NULL))
)
"""

MEMBERSHIPS = """
CREATE TABLE private.memberships (
    account_id bigint NOT NULL REFERENCES private.accounts ON DELETE CASCADE,
    department text NOT NULL,
    PRIMARY KEY (account_id, department)
)
"""

LAYER_RULES = """
CREATE TABLE private.layer_rules (
    layer text PRIMARY KEY,
    departments text[] NOT NULL CHECK (cardinality(departments) > 0),
    second_reviewer boolean NOT NULL DEFAULT false
)
"""

REPRESENTATIVES = """
CREATE TABLE private.representatives (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
    language text NOT NULL DEFAULT 'ja' CHECK (language IN ('ja', 'en', 'easy')),
    created_at timestamptz NOT NULL DEFAULT now()
)
"""

# `live` is what others see a part of, `proposal` what waits for review, `draft` what is
# being written. A published group keeps `live` until a proposal is approved.
GROUPS = """
CREATE TABLE private.groups (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{3,40}$'),
    representative_id bigint REFERENCES private.representatives ON DELETE RESTRICT,
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'submitted', 'published',
        'change_submitted', 'rejected', 'withdrawn', 'archived', 'erased')),
    draft jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(draft) = 'object'),
    proposal jsonb CHECK (jsonb_typeof(proposal) = 'object'),
    live jsonb CHECK (jsonb_typeof(live) = 'object'),
    reason text,
    first_approver bigint REFERENCES private.accounts ON DELETE SET NULL,
    submitted_at timestamptz,
    published_at timestamptz,
    checked_on date,
    reminded_on date,
    revision bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (status NOT IN ('submitted', 'change_submitted') OR proposal IS NOT NULL),
    CHECK (status NOT IN ('published', 'change_submitted', 'archived') OR live IS NOT NULL),
    CHECK (status <> 'erased' OR (representative_id IS NULL AND draft = '{}'
        AND proposal IS NULL AND live IS NULL AND reason IS NULL))
)
"""

SESSIONS = """
CREATE TABLE private.sessions (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    account_id bigint REFERENCES private.accounts ON DELETE CASCADE,
    representative_id bigint REFERENCES private.representatives ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CHECK ((account_id IS NULL) <> (representative_id IS NULL))
)
"""

# `email` rather than a representative: who only asked for a link is not on record yet.
TOKENS = """
CREATE TABLE private.tokens (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    purpose text NOT NULL CHECK (purpose IN ('sign_in', 'confirm')),
    email text NOT NULL,
    group_id text REFERENCES private.groups ON DELETE CASCADE,
    language text NOT NULL DEFAULT 'ja',
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CHECK ((purpose = 'confirm') = (group_id IS NOT NULL))
)
"""

REVIEWS = """
CREATE TABLE private.reviews (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id text NOT NULL REFERENCES private.groups ON DELETE CASCADE,
    account_id bigint REFERENCES private.accounts ON DELETE SET NULL,
    action text NOT NULL,
    reason text,
    waited interval,
    decided_at timestamptz NOT NULL DEFAULT now()
)
"""

SUGGESTIONS = """
CREATE TABLE private.suggestions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layer text NOT NULL,
    feature_id text,
    property text,
    proposed text,
    what text NOT NULL CHECK (btrim(what) <> ''),
    place text,
    geom public.geometry(Point, 4326) CHECK (geom IS NULL OR (
        public.ST_X(geom) BETWEEN 122 AND 154 AND public.ST_Y(geom) BETWEEN 20 AND 46)),
    evidence text,
    email text,
    language text NOT NULL DEFAULT 'ja',
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'accepted', 'declined')),
    answer text,
    decided_by bigint REFERENCES private.accounts ON DELETE SET NULL,
    decided_at timestamptz,
    revision bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now()
)
"""

IDEMPOTENCY = """
CREATE TABLE private.idempotency (
    key uuid PRIMARY KEY,
    purpose text NOT NULL,
    result text,
    created_at timestamptz NOT NULL DEFAULT now()
)
"""

# `source` is a keyed digest that changes every day: it tells repeats apart, not who it was.
ATTEMPTS = """
CREATE TABLE private.attempts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purpose text NOT NULL,
    source bytea NOT NULL CHECK (octet_length(source) = 32),
    at timestamptz NOT NULL DEFAULT now()
)
"""

# The words of a mail leave the database when the mail has left: they hold links and names.
OUTBOX = """
CREATE TABLE private.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purpose text NOT NULL,
    group_id text REFERENCES private.groups ON DELETE CASCADE,
    recipient text,
    subject text,
    body text,
    status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'sent', 'kept', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz,
    CHECK (status <> 'waiting' OR (recipient IS NOT NULL AND subject IS NOT NULL
        AND body IS NOT NULL))
)
"""

# Kept when everything else of a group is gone: an identifier without a person, so that a
# backup that is restored forgets again.
ERASURES = """
CREATE TABLE private.erasures (
    group_id text PRIMARY KEY,
    erased_at timestamptz NOT NULL DEFAULT now()
)
"""

COUNTS = """
CREATE TABLE private.counts (
    day date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('view', 'search', 'nothing')),
    key text NOT NULL CHECK (length(key) <= 200),
    count bigint NOT NULL DEFAULT 1 CHECK (count > 0),
    PRIMARY KEY (day, kind, key)
)
"""

NOTICES = """
CREATE TABLE layers.notices (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    department text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('grant', 'event', 'call', 'news')),
    title_ja text NOT NULL CHECK (btrim(title_ja) <> ''),
    title_en text,
    title_easy text,
    body_ja text NOT NULL CHECK (btrim(body_ja) <> ''),
    body_en text,
    body_easy text,
    url text CHECK (url ~ '^https?://'),
    layer text,
    feature_id text,
    district text,
    field text,
    starts_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on >= starts_on),
    revision bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (feature_id IS NULL OR layer IS NOT NULL)
)
"""

TABLES = (
    ACCOUNTS, MEMBERSHIPS, LAYER_RULES, REPRESENTATIVES, GROUPS, SESSIONS, TOKENS, REVIEWS,
    SUGGESTIONS, IDEMPOTENCY, ATTEMPTS, OUTBOX, ERASURES, COUNTS, NOTICES,
)  # fmt: skip

INDEXES = (
    "CREATE INDEX groups_queue ON private.groups (submitted_at)"
    " WHERE status IN ('submitted', 'change_submitted')",
    "CREATE INDEX groups_representative ON private.groups (representative_id)",
    "CREATE INDEX sessions_account ON private.sessions (account_id)",
    "CREATE INDEX sessions_representative ON private.sessions (representative_id)",
    "CREATE INDEX tokens_email ON private.tokens (email)",
    "CREATE INDEX tokens_group ON private.tokens (group_id)",
    "CREATE INDEX reviews_group ON private.reviews (group_id)",
    "CREATE INDEX suggestions_open ON private.suggestions (created_at) WHERE status = 'open'",
    "CREATE INDEX attempts_source ON private.attempts (purpose, source, at)",
    "CREATE INDEX outbox_waiting ON private.outbox (id) WHERE status = 'waiting'",
    "CREATE INDEX outbox_recipient ON private.outbox (recipient)",
    "CREATE INDEX outbox_group ON private.outbox (group_id)",
    "CREATE INDEX notices_dates ON layers.notices (ends_on, starts_on)",
)

GRANTS = (
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA private TO mapservice_writer",
    # A restored backup must not lose what it has to forget.
    "REVOKE UPDATE, DELETE ON private.erasures FROM mapservice_writer",
    "GRANT SELECT ON layers.notices TO mapservice_web",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON layers.notices TO mapservice_writer",
)

TOUCH = """
CREATE FUNCTION private.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.created_at := OLD.created_at;
    NEW.updated_at := now();
    NEW.revision := OLD.revision + 1;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    for statement in (CLOCK, TODAY, *TABLES, *INDEXES, *GRANTS, TOUCH):
        op.execute(statement)
    for table in ("private.groups", "layers.notices"):
        op.execute(
            f"CREATE TRIGGER touch BEFORE UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION private.touch()"
        )


def downgrade() -> None:
    op.execute(
        "DROP TABLE layers.notices, private.counts, private.erasures, private.outbox,"
        " private.attempts, private.idempotency, private.suggestions, private.reviews,"
        " private.tokens, private.sessions, private.groups, private.representatives,"
        " private.layer_rules, private.memberships, private.accounts"
    )
    op.execute("DROP FUNCTION private.touch(), private.today(), private.clock()")
