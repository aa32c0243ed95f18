"""The first lines of the two lists that an office edits: checklist and parties of acceptance."""

from django.db import migrations

PRACTICE = "各地通行做法，可按本市规定修改"
CHECKS = [
    ("", "质量责任公示牌在现场公示，内容与实际相符"),
    ("", "进场材料有合格证和检验报告，不合格材料已清退"),
    ("", "隐蔽工程有影像资料和验收记录"),
    ("", "监理人员在岗，巡查记录齐全"),
    ("", "施工围挡、出入口和居民通道符合要求"),
    ("safety", "脚手架、吊篮、高处作业防护到位"),
    ("safety", "沟槽支护和临边防护到位"),
    ("safety", "临时用电、动火作业有审批和监护"),
    ("safety", "消防通道畅通，消防器材有效"),
    ("unannounced", "现场施工内容与周报所报形象进度相符"),
]
PARTIES = [
    "建设单位", "设计单位", "施工单位", "监理单位", "业主代表", "物业服务单位", "社区居委会",
    "街道（镇）",
]  # fmt: skip
LAW = "建设工程质量管理条例第十六条；居民、社区和物业参加为各地通行做法"


def fill(apps, schema_editor):
    Item = apps.get_model("quality", "ChecklistItem")
    for order, (kind, text) in enumerate(CHECKS, start=1):
        Item.objects.get_or_create(
            text=text, defaults={"kind": kind, "order": order, "source": PRACTICE}
        )
    Party = apps.get_model("quality", "AcceptanceParty")
    for order, name in enumerate(PARTIES, start=1):
        Party.objects.get_or_create(name=name, defaults={"order": order, "source": LAW})


class Migration(migrations.Migration):
    dependencies = [("quality", "0002_records")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
