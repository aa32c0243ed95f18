"""Seed the reasons of lag, and the rules of lights that hold where nobody has set his own."""

from datetime import date
from decimal import Decimal

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REASONS = [
    ("征地拆迁", "用地"), ("资金筹措", "资金"), ("施工组织", "施工单位"),
    ("居民协调", "调查与意愿征集"), ("管线单位协调", "管线单位"), ("图纸缺失", "方案与设计"),
    ("地下管网复杂", "管线单位"), ("勘验耗时", "方案与设计"), ("审批手续", "审批"),
    ("招标投标", "招标投标"), ("天气影响", "天气"), ("其他", "其他"),
]  # fmt: skip
SOURCE = "银川市2025年通报规则；资金拨付的要求比例原文未给数，暂按10%，由办公室核定"
# subject, formula, yellow, yellow_over, red, red_over, needed
RULES = [
    ("start", "months", 0, False, 3, False, None),
    ("progress", "points", 10, False, 30, True, None),
    ("payment", "rate", None, False, 0, True, 10),
    ("entry", "silent", 1, True, 2, True, None),
]


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reason = apps.get_model("projects", "LagReason")
    for order, (name, party) in enumerate(REASONS, start=1):
        reason.objects.get_or_create(name=name, defaults={"party": party, "order": order})
    rule_set = apps.get_model("projects", "LightRuleSet")
    found, made = rule_set.objects.get_or_create(
        region=None, effective_on=date(2019, 1, 1), defaults={"name": "银川2025", "source": SOURCE}
    )
    if made:
        rule = apps.get_model("projects", "LightRule")
        for subject, formula, yellow, yellow_over, red, red_over, needed in RULES:
            rule.objects.create(
                rule_set=found, subject=subject, formula=formula, red=Decimal(red),
                yellow=None if yellow is None else Decimal(yellow), yellow_over=yellow_over,
                red_over=red_over, needed=None if needed is None else Decimal(needed),
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("projects", "0013_pace")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
