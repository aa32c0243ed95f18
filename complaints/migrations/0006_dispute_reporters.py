"""Every dispute has a region that reported it. Apart from filling it, for PostgreSQL's sake."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0005_disputes")]

    operations = [
        migrations.AlterField(
            model_name="dispute",
            name="reported_in",
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.region", verbose_name="上报区划"),
        ),
    ]
