"""Categories with their warranty, time limits with their source, and the state of what was kept."""

from datetime import date

from django.db import migrations

LAW = "建设工程质量管理条例第四十条"
# name, counts as 质量投诉, item of the warranty, years, design life
CATEGORIES = (
    ("屋面防水", True, "屋面防水工程", 5, False),
    ("外墙渗漏", True, "外墙面的防渗漏", 5, False),
    ("墙面脱落", True, "装修工程", 2, False),
    ("管道破裂", True, "给排水管道", 2, False),
    ("电气线路", True, "电气管线", 2, False),
    ("门窗安装", True, "装修工程", 2, False),
    ("设备故障", True, "设备安装", 2, False),
    ("主体结构", True, "地基基础工程和主体结构工程", None, True),
    ("道路破损", True, "", None, False),
    ("其他质量问题", True, "", None, False),
    ("施工扰民", False, "", None, False),
    ("停水停电", False, "", None, False),
    ("建筑垃圾", False, "", None, False),
    ("施工安全", False, "", None, False),
    ("停车难", False, "", None, False),
    ("电梯加装", False, "", None, False),
    ("物业管理", False, "", None, False),
    ("改造方案", False, "", None, False),
    ("其他", False, "", None, False),
)
SINCE = date(2020, 1, 1)
HOTLINE = "各地12345办理规定不一，此为通行做法，由办公室核定"
SHANDONG = "参照山东省2020年12345办理规定：5个工作日，延期不超过10个工作日，2个工作日内退回"
PROVINCE = "参照山东省级投诉2017年规定：15个工作日，延期7个工作日"
PETITION = "信访工作条例：15日内告知，60日内办结，延期不超过30日，5个工作日内提出异议"
# channel, level, hours to respond, limit, unit, extension, working days to return, source
RULES = (
    ("", "critical", 2, 24, "hours", 0, 1, HOTLINE),
    ("", "urgent", 24, 1, "working", 0, 1, HOTLINE),
    ("", "inquiry", None, 3, "working", 0, 2, HOTLINE),
    ("", "normal", None, 5, "working", 10, 2, SHANDONG),
    ("", "complex", None, 15, "working", 7, 2, PROVINCE),
    ("信访", "", 360, 60, "days", 30, 5, PETITION),
)


def fill(apps, schema_editor):
    category = apps.get_model("complaints", "ComplaintCategory")
    for order, (name, quality, item, years, life) in enumerate(CATEGORIES, 1):
        source = LAW if item else ""
        category.objects.create(
            name=name, quality=quality, warranty_item=item, warranty_years=years,
            warranty_life=life, source=source, order=order * 10,
        )
    rule = apps.get_model("complaints", "TimeRule")
    for channel, level, respond, limit, unit, extension, back, source in RULES:
        rule.objects.create(
            channel=channel, level=level, respond_hours=respond, limit=limit, unit=unit,
            extension=extension, return_days=back, effective_on=SINCE, source=source,
        )
    complaint = apps.get_model("complaints", "Complaint")
    complaint.objects.filter(closed_on__isnull=False).update(state="closed")
    others = [name for name, quality, *_ in CATEGORIES if not quality]
    complaint.objects.filter(category__in=others).update(quality=False)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_handling")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
