"""Seed the thresholds of money with their sources; the office adds rows where its own differ."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SME = "《保障中小企业款项支付条例》"
RULES = [
    ("pay_days", 30, f"{SME}第八条：自货物、工程、服务交付之日起30日内支付"),
    ("pay_days_most", 60, f"{SME}第八条：合同另有约定的最长不得超过60日"),
    ("pass_on_days", 30, "《预算法》第五十二条：接到上级转移支付后三十日内下达"),
    ("pass_on_days_central", 90, "《预算法》第五十二条：专项转移支付九十日内下达"),
    ("wage_share", 20, "《保障农民工工资支付条例》第二十四、二十九条；比例为平台预设，由办公室核定"),
    ("advance_share", 30, "《建设工程价款结算暂行办法》第十二条：预付款不高于合同金额的30%"),
    ("progress_share", 100, "平台预设：进度款不超过形象进度对应的合同价，由办公室核定"),
    ("accounts_months", 3, "《基本建设财务规则》第三十三条：项目完工后3个月内编报竣工财务决算"),
    ("extension_small", 2, "《基本建设财务规则》第三十三条：中小型项目延长不超过2个月"),
    ("extension_large", 6, "《基本建设财务规则》第三十三条：大型项目延长不超过6个月"),
    ("idle_days", 180, "平台预设，未见公开规定，由办公室核定"),
]


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("funding", "MoneyRule")
    for key, value, source in RULES:
        rule.objects.get_or_create(
            key=key, effective_on=date(2019, 1, 1), defaults={"value": value, "source": source}
        )


class Migration(migrations.Migration):
    dependencies = [("funding", "0007_contracts")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
