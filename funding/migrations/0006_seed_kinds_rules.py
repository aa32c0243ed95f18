"""Seed the kinds of money (domain: §6.1) and the rules that have a published source (§6.2, §1.1)."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KINDS = (
    ("上级补助", "中央补助资金 中央预算内投资 省级补助资金"),
    ("本级财政", "市级财政资金 区县财政资金"),
    ("债券国债", "专项债券 超长期特别国债"),
    ("居民", "居民出资 住宅专项维修资金 住房公积金提取 小区公共收益"),
    ("企业社会", "专业经营单位出资 原产权单位出资 社会资本"),
    ("其他", "存量房款 其他"),
)
NOTES = {
    "中央补助资金": "城镇保障性安居工程补助资金",
    "超长期特别国债": "用于电梯更新等",
    "住宅专项维修资金": "属业主所有，保修期满后经业主决定使用（民法典 §281）",
    "专业经营单位出资": "水、电、气、热、通信等单位",
    "存量房款": "房改房售房款等",
}
WENZHOU = "温州市做法：按改造类别居民出资不低于10%、30%、70%"
RULES = (
    ("resident_share", "基础类", 10, WENZHOU),
    ("resident_share", "完善类", 30, WENZHOU),
    ("resident_share", "提升类", 70, WENZHOU),
    ("per_area", "", 300, "温州市做法：补助基数不超过300元/㎡"),
    ("built_before", "", 2000, "国办发〔2020〕23号：重点改造2000年底前建成的小区"),
    ("self_built_most", "", 50, "中央补助不支持以自建房为主的小区；“为主”按过半计，可改"),
)
SINCE = date(2020, 7, 20)


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    kind, rule = apps.get_model("funding", "SourceKind"), apps.get_model("funding", "SubsidyRule")
    order = 0
    for group, names in KINDS:
        for name in names.split():
            order += 10
            values = {"group": group, "order": order, "note": NOTES.get(name, "")}
            kind.objects.get_or_create(name=name, defaults=values)
    for measure, work_class, value, source in RULES:
        rule.objects.get_or_create(
            region=None,
            measure=measure,
            work_class=work_class,
            effective_on=SINCE,
            defaults={"value": value, "source": source},
        )


class Migration(migrations.Migration):
    dependencies = [("funding", "0005_kinds_batches_rules")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
