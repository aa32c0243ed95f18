"""Take imported plans as the first approved ones; seed the templates that the office may edit.

Durations: 28 days from tender notice to start and 90 to 150 days of works are published examples
(domain §2.1), the rest is practice. The template of the next year follows its fixed dates.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

from core.appendonly import keep_rows

SOURCE = "招标28天、施工90至150天取自公开案例，其余为经验值；请按本市实际修改。"
# name, days, weight, on site, (month, day, years) of a fixed date
COMMON = (
    ("入户调查与意愿征集", 30, 5, False, None),
    ("方案设计与公示", 30, 5, False, None),
    ("立项审批", 20, 5, False, None),
    ("施工图审查", 30, 5, False, None),
    ("招标投标", 28, 5, False, None),
    ("开工", 15, 5, True, None),
    ("主体工程过半", 60, 30, True, None),
    ("完工", 60, 30, True, None),
    ("竣工验收", 15, 7, False, None),
    ("移交", 15, 3, False, None),
)
WHOLE = (("入户调查", 15, 2, False, None), ("居民意愿征集", 20, 3, False, None), *COMMON[1:])
NEXT = (
    ("入户调查与意愿征集", 45, 5, False, None),
    ("方案设计与公示", 30, 5, False, (10, 20, -1)),
    ("立项审批", 20, 5, False, (11, 10, -1)),
    ("施工图审查", 20, 5, False, (11, 30, -1)),
    ("招标投标", 28, 5, False, (12, 31, -1)),
    *COMMON[5:],
)
TEMPLATES = (
    ("通用节点（与台账一致）", SOURCE, COMMON),
    ("全流程（摸底与征求意愿分列）", SOURCE, WHOLE),
    (
        "次年项目前期",
        "超前谋划：上年10月20日前定方案，11月底前出施工图，12月完成审查和招标。" + SOURCE,
        NEXT,
    ),
)


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    template = apps.get_model("projects", "ScheduleTemplate")
    step = apps.get_model("projects", "TemplateStep")
    for name, note, steps in TEMPLATES:
        row, made = template.objects.get_or_create(name=name, defaults={"note": note})
        for order, (label, days, weight, on_site, fixed) in enumerate(steps if made else (), 1):
            month, day, years = fixed or (None, None, 0)
            step.objects.create(
                template=row, name=label, order=order, days=days, weight=weight, on_site=on_site,
                fixed_month=month, fixed_day=day, fixed_years=years,
            )  # fmt: skip


def take_plans(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    milestone = apps.get_model("projects", "Milestone")
    milestone.objects.filter(baseline_on=None).update(baseline_on=F("planned_on"))


class Migration(migrations.Migration):
    dependencies = [("projects", "0011_schedules")]
    operations = [
        migrations.RunPython(take_plans, migrations.RunPython.noop),
        migrations.RunPython(seed, migrations.RunPython.noop),
        keep_rows("projects", "reschedule"),
    ]
