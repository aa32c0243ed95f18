"""Rows that are appended and never changed: the model refuses, and so does the database.

A model inherits `AppendOnly`; a migration calls `keep_rows` after its table is made. On PostgreSQL
and SQLite triggers then refuse UPDATE and DELETE whoever sends them; other databases have the
model's refusal alone. A wrong row is taken back by a further one (`reverses`).

SQLite drops a table's triggers when Django remakes the table for an altered field, so a migration
that alters such a table ends with `keep_rows` again; tests send raw SQL to both databases.
"""

from collections.abc import Callable
from typing import Any, ClassVar, Final, Never

from django.db import migrations, models

Change = Callable[[Any, Any], None]
FUNCTION: Final = "append_only_refusal"


class AppendOnly(models.Model):
    """A row that is never deleted, and never changed once `frozen_by` (or it itself) is set."""

    frozen_by: ClassVar[str] = ""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and self._is_frozen():
            raise TypeError("ledger rows are appended and reversed, never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("ledger rows are appended and reversed, never deleted")

    def _is_frozen(self) -> bool:
        """Ask the database, because the instance may already hold what it may not become."""
        if not self.frozen_by:
            return True
        kept = type(self)._default_manager.filter(pk=self.pk)
        return kept.exclude(**{self.frozen_by: None}).exists()


def keep_rows(app: str, model: str, *, frozen_by: str = "") -> migrations.RunPython:
    """Return the operation that makes the database refuse UPDATE and DELETE of a model's rows.

    With `frozen_by` a row may be updated until that field holds a value. Applied twice it does no
    harm.
    """
    return migrations.RunPython(_apply(app, model, frozen_by, True), _apply(app, model, "", False))


def _apply(app: str, model: str, frozen_by: str, keep: bool) -> Change:
    def change(apps: Any, schema_editor: Any) -> None:
        meta = apps.get_model(app, model)._meta
        column = meta.get_field(frozen_by).column if frozen_by else ""
        connection = schema_editor.connection
        for statement in statements(connection.vendor, meta.db_table, column, keep):
            schema_editor.execute(statement, params=None)

    return change


def statements(vendor: str, table: str, column: str, keep: bool) -> list[str]:
    """Return the SQL for one table; none for a vendor that is not known."""
    if vendor not in _CREATE:
        return []
    on = f' ON "{table}"' if vendor == "postgresql" else ""
    found = [f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"{on}' for verb in ("update", "delete")]
    if not keep:
        return found
    condition = f' WHEN (OLD."{column}" IS NOT NULL)' if column else ""
    prepare = [_FUNCTION_SQL] if vendor == "postgresql" else []
    return [
        *prepare,
        *found,
        _CREATE[vendor].format(table=table, verb="update", event="UPDATE", condition=condition),
        _CREATE[vendor].format(table=table, verb="delete", event="DELETE", condition=""),
    ]


# 23000 reaches Django as IntegrityError, as RAISE(ABORT) of SQLite does
_FUNCTION_SQL: Final = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '23000';
END $$"""
_CREATE: Final = {
    "postgresql": (
        'CREATE TRIGGER "{table}_no_{verb}" BEFORE {event} ON "{table}"'
        f" FOR EACH ROW{{condition}} EXECUTE FUNCTION {FUNCTION}()"
    ),
    "sqlite": (
        'CREATE TRIGGER "{table}_no_{verb}" BEFORE {event} ON "{table}" FOR EACH ROW{condition}'
        " BEGIN SELECT RAISE(ABORT, '{table} is append-only: {event} refused'); END"
    ),
}
