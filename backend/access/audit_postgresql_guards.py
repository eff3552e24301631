"""What keeps the audit log on PostgreSQL from being changed, and whom its words tell of."""

from typing import Final

# A name of one word could be any word: it has to stand alone. Full names and addresses do not, but
# are words of their own there, as for `stakeholders.mentions`. What was recorded of their login is
# theirs too, also from before it was linked to them.
NAMES: Final = r"""
CREATE FUNCTION access_audit_names(someone bigint, entry bigint, VARIADIC texts text[])
RETURNS boolean LANGUAGE sql STABLE AS $audit$
    SELECT EXISTS (
        SELECT FROM access_auditword own CROSS JOIN unnest(texts) AS told(said)
        CROSS JOIN LATERAL (VALUES (own.before), (own.after)) borne(name)
        WHERE own.person = someone AND own."column" IN ('name', 'email', 'username')
            AND borne.name <> '' AND (lower(said) = lower(borne.name)
                OR borne.name ~ '[ @]' AND position(lower(borne.name) IN lower(said)) > 0
                    AND said ~* ('(?<!\w)'
                    || regexp_replace(borne.name, '([][\\.^$|(){}*+?#-])', '\\\1', 'g')
                    || '(?!\w)'))
    ) OR EXISTS (
        SELECT FROM access_auditentry about JOIN access_auditword own
            ON about.row_id::text IN (own.before, own.after)
        WHERE about.id = entry AND about.noun = 'auth.user'
            AND own.person = someone AND own."column" = 'login_id'
    )
$audit$;
"""
GUARD: Final = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $audit$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF {allowed} THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE restrict_violation USING MESSAGE = 'what {table} holds is never changed';
END
$audit$;
CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_whole BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
WHOLE: Final = """
CREATE FUNCTION access_audit_whole() RETURNS trigger LANGUAGE plpgsql AS $audit$
BEGIN
    RAISE restrict_violation
        USING MESSAGE = format('%s is emptied row by row, so that the log sees it', TG_TABLE_NAME);
END
$audit$;
"""
KEEP_ROWS: Final = """
CREATE TRIGGER access_audit_whole BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION access_audit_whole();
"""
