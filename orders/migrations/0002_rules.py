"""Seed the escalation ladder. No published thresholds were found: the source note says so."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SOURCE = "平台预设，未见公开规定，由办公室核定"
RULES = [
    ("reminder", "overdue", 1), ("supervision", "overdue", 7), ("talk", "overdue", 15),
    ("supervision", "reworks", 2), ("talk", "reworks", 3),
    ("supervision", "lag", 30), ("talk", "lag", 90),
]  # fmt: skip


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("orders", "EscalationRule")
    for step, measure, threshold in RULES:
        rule.objects.get_or_create(
            region=None, step=step, measure=measure, effective_on=date(2019, 1, 1),
            defaults={"threshold": threshold, "source": SOURCE},
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
