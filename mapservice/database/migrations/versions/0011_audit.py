"""The audit trail: made by the database, append-only, chained by hashes."""

from alembic import op

from mapservice.database.migrations.audit_tables import audit_table, unaudit_table

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# The chain covers a salted digest of the values, not the values: erasing a person's values
# together with their salt leaves the chain whole and the digest useless for guessing.
AUDIT = """
CREATE TABLE private.audit (
    entry bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    place bigint UNIQUE,
    at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL,
    action text NOT NULL CHECK (action IN ('INSERT', 'UPDATE', 'DELETE')),
    relation text NOT NULL,
    record text NOT NULL,
    change text NOT NULL,
    digest bytea NOT NULL,
    previous bytea,
    hash bytea,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id()
)
"""

VALUES = """
CREATE TABLE private.audit_values (
    entry bigint PRIMARY KEY REFERENCES private.audit,
    salt bytea,
    before jsonb,
    after jsonb,
    reason text,
    erased_at timestamptz,
    CHECK ((erased_at IS NULL) = (salt IS NOT NULL)),
    CHECK (erased_at IS NULL OR (before IS NULL AND after IS NULL AND reason IS NULL))
)
"""

HEAD = """
CREATE TABLE private.audit_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    place bigint NOT NULL,
    hash bytea NOT NULL
)
"""

DIGEST = """
CREATE FUNCTION private.audit_digest(salt bytea, before jsonb, after jsonb, reason text)
RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN sha256(salt || convert_to(
    coalesce(before::text, '') || E'\\n' || coalesce(after::text, '') || E'\\n' ||
    coalesce(reason, ''), 'UTF8'))
"""

RECORD_NAME = """
CREATE FUNCTION private.audit_record(of_row jsonb, keys text[]) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN (SELECT string_agg(of_row ->> key, '/' ORDER BY place)
    FROM unnest(keys) WITH ORDINALITY AS wanted (key, place))
"""

# What is hashed, as one text: the command that verifies reads the same text.
LINK = """
CREATE FUNCTION private.audit_link(entry private.audit) RETURNS text LANGUAGE sql STABLE
RETURN jsonb_build_array(entry.place, (extract(epoch FROM entry.at) * 1000000)::bigint,
    entry.actor, entry.action, entry.relation, entry.record, entry.change,
    encode(entry.digest, 'hex'), encode(entry.previous, 'hex'))::text
"""

RECORD = """
CREATE FUNCTION private.audit_write(action text, relation text, record text,
    before jsonb, after jsonb) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    said text := nullif(current_setting('mapservice.reason', true), '');
    made bigint;
BEGIN
    INSERT INTO private.audit (actor, action, relation, record, change, digest)
    VALUES (
        coalesce(nullif(current_setting('mapservice.actor', true), ''),
            'database:' || session_user),
        action, relation, record,
        coalesce(nullif(current_setting('mapservice.change', true), ''),
            'transaction-' || pg_current_xact_id()::text),
        private.audit_digest(salt, before, after, said))
    RETURNING entry INTO made;
    INSERT INTO private.audit_values (entry, salt, before, after, reason)
    VALUES (made, salt, before, after, said);
END
$$
"""

# Statement triggers see each writer's rows once, whatever the statement; TG_ARGV is the
# key columns, and the columns that are left out.
TRIGGER = """
CREATE FUNCTION private.audit() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    relation text := TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME;
    keys text[] := string_to_array(TG_ARGV[0], ',');
    hidden text[] := TG_ARGV[1:];
    was jsonb;
    is_now jsonb;
BEGIN
    IF TG_OP = 'INSERT' THEN
        FOR is_now IN SELECT to_jsonb(new_rows) FROM new_rows LOOP
            PERFORM private.audit_write(TG_OP, relation, private.audit_record(is_now, keys),
                NULL, is_now - hidden);
        END LOOP;
    ELSIF TG_OP = 'DELETE' THEN
        FOR was IN SELECT to_jsonb(old_rows) FROM old_rows LOOP
            PERFORM private.audit_write(TG_OP, relation, private.audit_record(was, keys),
                was - hidden, NULL);
        END LOOP;
    ELSE
        FOR was, is_now IN EXECUTE format(
            'SELECT to_jsonb(old_rows), to_jsonb(new_rows) FROM old_rows'
            ' FULL JOIN new_rows USING (%s)',
            (SELECT string_agg(quote_ident(key), ', ') FROM unnest(keys) key)) LOOP
            -- A write that changes nothing but its own counters is no change.
            IF was - hidden - ARRAY['revision', 'updated_at']
                IS DISTINCT FROM is_now - hidden - ARRAY['revision', 'updated_at'] THEN
                PERFORM private.audit_write(
                    CASE WHEN was IS NULL THEN 'INSERT' WHEN is_now IS NULL THEN 'DELETE'
                        ELSE 'UPDATE' END,
                    relation, private.audit_record(coalesce(is_now, was), keys),
                    was - hidden, is_now - hidden);
            END IF;
        END LOOP;
    END IF;
    RETURN NULL;
END
$$
"""

TRUNCATE = """
CREATE FUNCTION private.audit_truncate() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    was jsonb;
BEGIN
    FOR was IN EXECUTE format('SELECT to_jsonb(gone) FROM ONLY %I.%I gone',
        TG_TABLE_SCHEMA, TG_TABLE_NAME) LOOP
        PERFORM private.audit_write('DELETE', TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME,
            private.audit_record(was, string_to_array(TG_ARGV[0], ',')), was - TG_ARGV[1:], NULL);
    END LOOP;
    RETURN NULL;
END
$$
"""

# Deferred to the commit: whoever waits here for the head of the chain needs no other lock
# any more, so chaining can never be part of a deadlock. The first call links all entries
# of its transaction; the others find theirs linked.
CHAIN = """
CREATE FUNCTION private.audit_chain() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head private.audit_head;
    link private.audit;
BEGIN
    PERFORM FROM private.audit WHERE entry = NEW.entry AND place IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO STRICT head FROM private.audit_head FOR UPDATE;
    FOR link IN SELECT * FROM private.audit
        WHERE entry >= NEW.entry AND place IS NULL AND transaction = pg_current_xact_id()
        ORDER BY entry
    LOOP
        head.place := head.place + 1;
        link.place := head.place;
        link.previous := head.hash;
        head.hash := sha256(convert_to(private.audit_link(link), 'UTF8'));
        UPDATE private.audit SET place = link.place, previous = link.previous, hash = head.hash
        WHERE entry = link.entry;
    END LOOP;
    UPDATE private.audit_head SET place = head.place, hash = head.hash;
    RETURN NULL;
END
$$
"""

# Even the owner's own programs do not change what was written; the chain shows who
# switches this off.
PROTECT = """
CREATE FUNCTION private.audit_protect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF TG_TABLE_NAME = 'audit' THEN
            IF OLD.place IS NULL AND NEW.place IS NOT NULL
                AND to_jsonb(OLD) - ARRAY['place', 'previous', 'hash']
                = to_jsonb(NEW) - ARRAY['place', 'previous', 'hash'] THEN
                RETURN NEW;
            END IF;
        ELSIF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$
"""

ERASE = """
CREATE FUNCTION private.audit_erase(of_relation text, of_record text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    erased bigint;
BEGIN
    UPDATE private.audit_values SET before = NULL, after = NULL, reason = NULL, salt = NULL,
        erased_at = now()
    FROM private.audit
    WHERE audit.entry = audit_values.entry AND relation = of_relation AND record = of_record
        AND audit_values.erased_at IS NULL;
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END
$$
"""

ATTACH = (
    "CREATE CONSTRAINT TRIGGER chain AFTER INSERT ON private.audit DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW EXECUTE FUNCTION private.audit_chain()",
    "CREATE TRIGGER protect BEFORE UPDATE OR DELETE ON private.audit"
    " FOR EACH ROW EXECUTE FUNCTION private.audit_protect()",
    "CREATE TRIGGER protect BEFORE UPDATE OR DELETE ON private.audit_values"
    " FOR EACH ROW EXECUTE FUNCTION private.audit_protect()",
    "CREATE TRIGGER protect_truncate BEFORE TRUNCATE ON private.audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION private.audit_protect()",
    "CREATE TRIGGER protect_truncate BEFORE TRUNCATE ON private.audit_values"
    " FOR EACH STATEMENT EXECUTE FUNCTION private.audit_protect()",
    "INSERT INTO private.audit_head (place, hash) VALUES (0, sha256(''))",
    "CREATE INDEX audit_record ON private.audit (relation, record, entry)",
    "CREATE INDEX audit_change ON private.audit (change, entry)",
    "CREATE INDEX audit_unchained ON private.audit (entry) WHERE place IS NULL",
    "GRANT SELECT ON private.audit, private.audit_values, private.audit_head TO mapservice_writer",
    "REVOKE EXECUTE ON FUNCTION private.audit_write(text, text, text, jsonb, jsonb) FROM PUBLIC",
)

VENUE_TABLES = ("public_facilities", "citizen_centers", "vacant_shops", "universities", "groups")
AREA_TABLES = ("districts", "towns", "stations")


def upgrade() -> None:
    for statement in (
        AUDIT, VALUES, HEAD, DIGEST, RECORD_NAME, LINK, RECORD, TRIGGER, TRUNCATE, CHAIN,
        PROTECT, ERASE, *ATTACH,
    ):  # fmt: skip
        op.execute(statement)
    for name in VENUE_TABLES:
        audit_table(f"layers.{name}", hidden=("search_key", "facets", "seats", "open_hours"))
    for name in AREA_TABLES:
        audit_table(f"layers.{name}")
    audit_table("layers.notices")
    audit_table("layers.redirects", "layer,old_id")
    audit_table("private.accounts", hidden=("password_hash", "totp_secret", "totp_step"))
    audit_table("private.memberships", "account_id,department")
    audit_table("private.layer_rules", "layer")
    audit_table("private.groups")
    audit_table("private.suggestions", hidden=("email",))


def downgrade() -> None:
    for name in (*VENUE_TABLES, *AREA_TABLES, "notices", "redirects"):
        unaudit_table(f"layers.{name}")
    for name in ("accounts", "memberships", "layer_rules", "groups", "suggestions"):
        unaudit_table(f"private.{name}")
    op.execute("DROP TABLE private.audit_values, private.audit_head")
    op.execute("DROP FUNCTION private.audit_link(private.audit)")
    op.execute("DROP TABLE private.audit")
    op.execute(
        "DROP FUNCTION private.audit(), private.audit_truncate(), private.audit_chain(),"
        " private.audit_protect(), private.audit_erase(text, text),"
        " private.audit_write(text, text, text, jsonb, jsonb),"
        " private.audit_digest(bytea, jsonb, jsonb, text), private.audit_record(jsonb, text[])"
    )
