"""Seed the catalogue of work items (domain: §1.2; a district's published item list)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ITEMS = [
    ("基础类", "m", "雨污水管网改造 供水管线改造 排水管线改造 供电线路改造 弱电线路改造 供气管线改造 供热管线改造 架空线规整"),
    ("基础类", "㎡", "道路修缮 屋面防水 外墙维修 楼道整治 人行道砖铺设 拆除违建"),
    ("基础类", "处", "消防设施 安防设施 垃圾分类设施 照明设施"),
    ("完善类", "㎡", "绿化提升 建筑节能改造 文化休闲场地 体育健身场地 物业用房"),
    ("完善类", "个", "新增停车位 汽车充电桩 电动自行车充电设施"),
    ("完善类", "部", "加装电梯"),
    ("完善类", "处", "适老化设施 无障碍设施"),
    ("完善类", "组", "智能快件箱 信报箱"),
    ("提升类", "个", "社区综合服务设施 卫生服务站 养老服务设施 托育服务设施 助餐点 便利店 快递末端站"),
    ("提升类", "套", "周界防护"),
]  # fmt: skip


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    item = apps.get_model("projects", "WorkItem")
    order = 0
    for work_class, unit, names in ITEMS:
        for name in names.split():
            order += 1
            item.objects.get_or_create(
                name=name, defaults={"work_class": work_class, "unit": unit, "order": order}
            )


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
