"""Findings move to the app of quality supervision; the tables are renamed, every row stays."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_inspection_bulletins")]

    operations = [
        migrations.AlterModelTable("InspectionFinding", "quality_inspectionfinding"),
        migrations.AlterModelTable(
            "HistoricalInspectionFinding", "quality_historicalinspectionfinding"
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("InspectionFinding"),
                migrations.DeleteModel("HistoricalInspectionFinding"),
            ]
        ),
    ]
