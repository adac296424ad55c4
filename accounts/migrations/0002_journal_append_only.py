"""The database itself refuses to rewrite the journal, whoever asks."""

from django.db import migrations

SQLITE = [
    f"""CREATE TRIGGER accounts_journal_no_{verb.lower()} BEFORE {verb} ON accounts_journalentry
    BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END"""
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """CREATE FUNCTION accounts_journal_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append only'; END $$""",
    """CREATE TRIGGER accounts_journal_append_only BEFORE UPDATE OR DELETE ON accounts_journalentry
    FOR EACH ROW EXECUTE FUNCTION accounts_journal_append_only()""",
]


def lock(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unlock(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER accounts_journal_no_{verb}")
    else:
        schema_editor.execute("DROP TRIGGER accounts_journal_append_only ON accounts_journalentry")
        schema_editor.execute("DROP FUNCTION accounts_journal_append_only()")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(lock, unlock)]
