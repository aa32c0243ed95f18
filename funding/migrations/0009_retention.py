"""质保金: what a contract keeps back, what a request withholds, and the rules with their sources."""

from datetime import date

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RETENTION = "《建设工程质量保证金管理办法》（建质〔2017〕138号）"
RULES = [
    ("retention_most", 3, f"{RETENTION}第七条：总预留比例不得高于工程价款结算总额的3%"),
    ("defects_months_most", 24, f"{RETENTION}第二条：缺陷责任期一般为1年，最长不超过2年"),
    ("retention_days", 14, f"{RETENTION}第十一条：接到返还申请后14天内核实"),
]


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("funding", "MoneyRule")
    for key, value, source in RULES:
        rule.objects.get_or_create(
            key=key, effective_on=date(2019, 1, 1), defaults={"value": value, "source": source}
        )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_notices'),
        ('funding', '0008_money_rules'),
        ('projects', '0015_leader_assignments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='paymentrequest',
            name='payrequest_amounts',
        ),
        migrations.AddField(
            model_name='contract',
            name='defects_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='缺陷责任期（月）'),
        ),
        migrations.AddField(
            model_name='contract',
            name='retention',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='质保金比例（%）'),
        ),
        migrations.AddField(
            model_name='historicalcontract',
            name='defects_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='缺陷责任期（月）'),
        ),
        migrations.AddField(
            model_name='historicalcontract',
            name='retention',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='质保金比例（%）'),
        ),
        migrations.AddField(
            model_name='historicalpaymentrequest',
            name='withheld',
            field=models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name='扣留质保金（元）'),
        ),
        migrations.AddField(
            model_name='paymentrequest',
            name='withheld',
            field=models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name='扣留质保金（元）'),
        ),
        migrations.AlterField(
            model_name='historicalmoneyrule',
            name='key',
            field=models.CharField(choices=[('pay_days', '付款期限（天）'), ('pay_days_most', '合同约定付款期限上限（中小企业，天）'), ('pass_on_days', '上级资金下达期限（天）'), ('pass_on_days_central', '中央专项下达期限（天）'), ('wage_share', '人工费拨付比例（%）'), ('advance_share', '预付款上限（%）'), ('progress_share', '进度款上限占形象进度（%）'), ('accounts_months', '竣工财务决算期限（月）'), ('extension_small', '决算延期上限，中小型（月）'), ('extension_large', '决算延期上限，大型（月）'), ('idle_days', '闲置资金起算（天）'), ('retention_most', '质保金比例上限（%）'), ('defects_months_most', '缺陷责任期上限（月）'), ('retention_days', '质保金返还期限（天）')], max_length=24, verbose_name='事项'),
        ),
        migrations.AlterField(
            model_name='moneyrule',
            name='key',
            field=models.CharField(choices=[('pay_days', '付款期限（天）'), ('pay_days_most', '合同约定付款期限上限（中小企业，天）'), ('pass_on_days', '上级资金下达期限（天）'), ('pass_on_days_central', '中央专项下达期限（天）'), ('wage_share', '人工费拨付比例（%）'), ('advance_share', '预付款上限（%）'), ('progress_share', '进度款上限占形象进度（%）'), ('accounts_months', '竣工财务决算期限（月）'), ('extension_small', '决算延期上限，中小型（月）'), ('extension_large', '决算延期上限，大型（月）'), ('idle_days', '闲置资金起算（天）'), ('retention_most', '质保金比例上限（%）'), ('defects_months_most', '缺陷责任期上限（月）'), ('retention_days', '质保金返还期限（天）')], max_length=24, verbose_name='事项'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('retention', None), models.Q(('defects_months__isnull', False), ('retention__gt', 0), ('retention__lte', 100)), _connector='OR'), name='contract_retention'),
        ),
        migrations.AddConstraint(
            model_name='paymentrequest',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('wage__gte', 0), ('wage__lte', models.F('amount')), ('withheld__gte', 0)), name='payrequest_amounts'),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
