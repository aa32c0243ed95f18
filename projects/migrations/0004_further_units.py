"""Seed the further units of work items that practice measures in several ways (domain: §1.2)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FURTHER = {
    "楼道整治": "单元",
    "架空线规整": "处",
    "拆除违建": "处",
    "消防设施": "套、个",
    "安防设施": "套、个",
    "照明设施": "盏",
    "电动自行车充电设施": "口",
    "社区综合服务设施": "处",
    "卫生服务站": "处",
    "养老服务设施": "处",
    "托育服务设施": "处",
    "助餐点": "处",
    "便利店": "处",
    "快递末端站": "处",
}
ADDED = [("基础类", "光纤入户", "m", "户")]


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    item = apps.get_model("projects", "WorkItem")
    for name, further in FURTHER.items():
        item.objects.filter(name=name, further_units="").update(further_units=further)
    order = item.objects.count()
    for number, (work_class, name, unit, further) in enumerate(ADDED, 1):
        item.objects.get_or_create(
            name=name,
            defaults={
                "work_class": work_class,
                "unit": unit,
                "further_units": further,
                "order": order + number,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_suspension_review_units")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
