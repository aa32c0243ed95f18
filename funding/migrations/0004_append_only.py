"""From here on the database itself refuses to change what was received and paid."""

from django.db import migrations

from core.appendonly import keep_rows


class Migration(migrations.Migration):
    dependencies = [("funding", "0003_keep_paid_rows")]

    operations = [
        keep_rows("funding", "Receipt"),
        keep_rows("funding", "Payment", frozen_by="paid_on"),
    ]
