"""Findings come from the app of reports, which renamed their tables; only the state is new."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def move_content_types(apps, schema_editor):
    """Keep what is granted on findings and logged about them: the rows name the new app."""
    found = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="reports")
    found.filter(model__in=["inspectionfinding", "historicalinspectionfinding"]).update(
        app_label="quality"
    )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("reports", "0006_findings_move_to_quality"),
        ('projects', '0007_compute_lateness'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
        migrations.CreateModel(
            name='HistoricalInspectionFinding',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('found_on', models.DateField(db_index=True, verbose_name='检查日期')),
                ('inspectors', models.CharField(max_length=100, verbose_name='检查人')),
                ('category', models.CharField(choices=[('工程质量', '工程质量'), ('施工安全', '施工安全'), ('施工进度', '施工进度'), ('材料管理', '材料管理'), ('文明施工', '文明施工'), ('资料管理', '资料管理'), ('其他', '其他')], max_length=8, verbose_name='问题类别')),
                ('text', models.CharField(max_length=500, verbose_name='发现的问题')),
                ('requirement', models.CharField(max_length=500, verbose_name='整改要求')),
                ('due_on', models.DateField(verbose_name='整改期限')),
                ('unit', models.CharField(max_length=80, verbose_name='责任单位')),
                ('person', models.CharField(blank=True, max_length=30, verbose_name='责任人')),
                ('reply', models.CharField(blank=True, max_length=500, verbose_name='整改回复')),
                ('replied_on', models.DateField(blank=True, null=True, verbose_name='回复日期')),
                ('review_note', models.CharField(blank=True, max_length=500, verbose_name='复查意见')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='销号日期')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('closed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复查人')),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.project', verbose_name='项目')),
                ('replied_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='回复人')),
            ],
            options={
                'verbose_name': 'historical 检查问题',
                'verbose_name_plural': 'historical 检查问题',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='InspectionFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found_on', models.DateField(db_index=True, verbose_name='检查日期')),
                ('inspectors', models.CharField(max_length=100, verbose_name='检查人')),
                ('category', models.CharField(choices=[('工程质量', '工程质量'), ('施工安全', '施工安全'), ('施工进度', '施工进度'), ('材料管理', '材料管理'), ('文明施工', '文明施工'), ('资料管理', '资料管理'), ('其他', '其他')], max_length=8, verbose_name='问题类别')),
                ('text', models.CharField(max_length=500, verbose_name='发现的问题')),
                ('requirement', models.CharField(max_length=500, verbose_name='整改要求')),
                ('due_on', models.DateField(verbose_name='整改期限')),
                ('unit', models.CharField(max_length=80, verbose_name='责任单位')),
                ('person', models.CharField(blank=True, max_length=30, verbose_name='责任人')),
                ('reply', models.CharField(blank=True, max_length=500, verbose_name='整改回复')),
                ('replied_on', models.DateField(blank=True, null=True, verbose_name='回复日期')),
                ('review_note', models.CharField(blank=True, max_length=500, verbose_name='复查意见')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='销号日期')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复查人')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='projects.project', verbose_name='项目')),
                ('replied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='回复人')),
            ],
            options={
                'verbose_name': '检查问题',
                'verbose_name_plural': '检查问题',
                'ordering': ['-found_on', '-pk'],
                'permissions': [('answer_inspectionfinding', '回复检查问题'), ('close_inspectionfinding', '复查检查问题')],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('found_on'))), name='finding_due_after'), models.CheckConstraint(condition=models.Q(('closed_on', None), models.Q(('closed_on__gte', models.F('replied_on')), ('replied_on__isnull', False)), _connector='OR'), name='finding_closed_after_reply'), models.CheckConstraint(condition=models.Q(('closed_by', None), models.Q(('closed_by', models.F('replied_by')), _negated=True), _connector='OR'), name='finding_closed_by_another')],
            },
        ),
    ]),
        migrations.RunPython(move_content_types, migrations.RunPython.noop),
    ]
