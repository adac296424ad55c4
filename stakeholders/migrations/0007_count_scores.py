"""What is scored is counted by the database itself, as scores come and go: no page counts a million of them (ADR 0024)."""

from django.db import migrations

IMPACT, SCORE, TALLY = "stakeholders_impact", "stakeholders_impactscore", "stakeholders_scoretally"
READ_OF_IMPACT = ("polarity", "nature", "human_rights", "cycle_id")


def complete(score: str, impact: str = "i") -> str:
    """SQL of ImpactScoreQuerySet.complete: the score holds each criterion that its impact reads."""
    return f"""{impact}.polarity <> 'none' AND {score}.scale IS NOT NULL AND {score}.scope IS NOT NULL
        AND ({impact}.polarity <> 'negative' OR {score}.irremediability IS NOT NULL)
        AND ({impact}.nature <> 'potential' OR ({impact}.polarity = 'negative' AND {impact}.human_rights)
            OR {score}.likelihood IS NOT NULL)"""


# --- SQLite: one row at a time


def _is_complete(score: str) -> str:
    return f"""EXISTS (SELECT 1 FROM {IMPACT} AS i WHERE i.id = {score}.impact_id AND {complete(score)})"""


def _cycle_of(score: str) -> str:
    return f"(SELECT i.cycle_id FROM {IMPACT} AS i WHERE i.id = {score}.impact_id)"


def _added(assessor: str, cycle: str) -> str:
    """Not INSERT OR IGNORE: inside a trigger, SQLite puts the conflict policy of the outer statement in its place."""
    its = f"assessor_id = {assessor} AND cycle_id = {cycle}"
    return f"""INSERT INTO {TALLY} (assessor_id, cycle_id, complete)
            SELECT {assessor}, {cycle}, 0 WHERE NOT EXISTS (SELECT 1 FROM {TALLY} WHERE {its});
        UPDATE {TALLY} SET complete = complete + 1 WHERE {its};"""


def _gone(assessor: str, cycle: str) -> str:
    return f"UPDATE {TALLY} SET complete = complete - 1 WHERE assessor_id = {assessor} AND cycle_id = {cycle};"


def _still_scored(impact: str) -> str:
    return f"""UPDATE {IMPACT} SET scored = NOT scored WHERE id = {impact} AND scored <> EXISTS (
            SELECT 1 FROM {SCORE} AS s WHERE s.impact_id = {IMPACT}.id AND {complete("s", IMPACT)});"""


def _trigger(name: str, event: str, score: str, sign: str) -> str:
    """One complete score more, or less, of an assessor and of an impact."""
    tally = _added if sign == "+" else _gone
    impact = (
        f"UPDATE {IMPACT} SET scored = 1 WHERE id = NEW.impact_id AND NOT scored;"
        if sign == "+"
        else _still_scored("OLD.impact_id")
    )
    return f"""CREATE TRIGGER stakeholders_score_{name} AFTER {event} ON {SCORE} WHEN {_is_complete(score)}
    BEGIN {tally(f"{score}.assessor_id", _cycle_of(score))} {impact} END"""


def _each_tally(row: str, step: str) -> str:
    """The scores of an impact whose polarity, nature or flag changes: those that were, or are now, complete."""
    theirs = f"FROM {SCORE} AS s WHERE s.impact_id = {row}.id AND {complete('s', row)}"
    return f"""INSERT INTO {TALLY} (assessor_id, cycle_id, complete)
            SELECT s.assessor_id, {row}.cycle_id, 0 {theirs} AND NOT EXISTS (SELECT 1 FROM {TALLY} AS t
                WHERE t.assessor_id = s.assessor_id AND t.cycle_id = {row}.cycle_id);
        UPDATE {TALLY} SET complete = complete {step}
            WHERE cycle_id = {row}.cycle_id AND assessor_id IN (SELECT s.assessor_id {theirs});"""


SQLITE = [
    _trigger("added", "INSERT", "NEW", "+"),
    _trigger("gone", "DELETE", "OLD", "-"),
    _trigger("was", "UPDATE", "OLD", "-"),
    _trigger("is", "UPDATE", "NEW", "+"),
    f"""CREATE TRIGGER stakeholders_impact_reread AFTER UPDATE OF {", ".join(READ_OF_IMPACT)} ON {IMPACT}
    WHEN {" OR ".join(f"OLD.{name} <> NEW.{name}" for name in READ_OF_IMPACT)}
    BEGIN {_each_tally("OLD", "- 1")} {_each_tally("NEW", "+ 1")} {_still_scored("NEW.id")} END""",
]


# --- PostgreSQL: one statement at a time, so that an import of a hundred thousand scores pays once per page


def _function(event: str, moved: str) -> str:
    """moved: SELECT of impact_id, assessor_id, cycle_id, n (+1 or -1) of what the statement did."""
    return f"""CREATE FUNCTION stakeholders_score_{event}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO {TALLY} (assessor_id, cycle_id, complete)
    SELECT DISTINCT assessor_id, cycle_id, 0 FROM ({moved}) AS moved WHERE n > 0
    ON CONFLICT (assessor_id, cycle_id) DO NOTHING;
    UPDATE {TALLY} AS t SET complete = t.complete + told.n
    FROM (SELECT assessor_id, cycle_id, SUM(n) AS n FROM ({moved}) AS moved
        GROUP BY assessor_id, cycle_id HAVING SUM(n) <> 0) AS told
    WHERE t.assessor_id = told.assessor_id AND t.cycle_id = told.cycle_id;
    UPDATE {IMPACT} AS i SET scored = NOT i.scored WHERE i.id IN (SELECT impact_id FROM ({moved}) AS moved)
    AND i.scored <> EXISTS (SELECT 1 FROM {SCORE} AS s WHERE s.impact_id = i.id AND {complete("s")});
    RETURN NULL; END $$"""


def _rows(table: str, sign: str) -> str:
    return f"""SELECT s.impact_id, s.assessor_id, i.cycle_id, {sign}1 AS n
        FROM {table} AS s JOIN {IMPACT} AS i ON i.id = s.impact_id WHERE {complete("s")}"""


def _scores_of(row: str, sign: str) -> str:
    return f"""SELECT s.impact_id, s.assessor_id, {row}.cycle_id, {sign}1 AS n
        FROM {SCORE} AS s WHERE s.impact_id = {row}.id AND {complete("s", row)}"""


NEW_ROWS, OLD_ROWS = "REFERENCING NEW TABLE AS new_rows", "REFERENCING OLD TABLE AS old_rows"
POSTGRESQL = [
    _function("added", _rows("new_rows", "+")),
    _function("gone", _rows("old_rows", "-")),
    _function("changed", f"{_rows('old_rows', '-')} UNION ALL {_rows('new_rows', '+')}"),
    _function("reread", f"{_scores_of('OLD', '-')} UNION ALL {_scores_of('NEW', '+')}"),
    f"""CREATE TRIGGER stakeholders_score_added AFTER INSERT ON {SCORE} {NEW_ROWS}
    FOR EACH STATEMENT EXECUTE FUNCTION stakeholders_score_added()""",
    f"""CREATE TRIGGER stakeholders_score_gone AFTER DELETE ON {SCORE} {OLD_ROWS}
    FOR EACH STATEMENT EXECUTE FUNCTION stakeholders_score_gone()""",
    f"""CREATE TRIGGER stakeholders_score_changed AFTER UPDATE ON {SCORE} {OLD_ROWS} NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION stakeholders_score_changed()""",
    f"""CREATE TRIGGER stakeholders_impact_reread AFTER UPDATE OF {", ".join(READ_OF_IMPACT)} ON {IMPACT}
    FOR EACH ROW WHEN (({", ".join(f"OLD.{name}" for name in READ_OF_IMPACT)})
        IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in READ_OF_IMPACT)}))
    EXECUTE FUNCTION stakeholders_score_reread()""",
]


COUNT_AGAIN = [
    f"""UPDATE {IMPACT} SET scored = EXISTS (SELECT 1 FROM {SCORE} AS s
        WHERE s.impact_id = {IMPACT}.id AND {complete("s", IMPACT)})""",
    f"""INSERT INTO {TALLY} (assessor_id, cycle_id, complete)
        SELECT s.assessor_id, i.cycle_id, COUNT(*) FROM {SCORE} AS s JOIN {IMPACT} AS i ON i.id = s.impact_id
        WHERE {complete("s")} GROUP BY s.assessor_id, i.cycle_id""",
]


def start(apps, schema_editor):
    kept = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in (*COUNT_AGAIN, *kept):
        schema_editor.execute(statement)


def stop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("score_added", "score_gone", "score_was", "score_is", "impact_reread"):
            schema_editor.execute(f"DROP TRIGGER stakeholders_{name}")
        return
    for event in ("added", "gone", "changed", "reread"):  # with the trigger that calls it
        schema_editor.execute(f"DROP FUNCTION stakeholders_score_{event}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0006_tallies")]
    operations = [migrations.RunPython(start, stop)]
