"""Forms of complaints, notices and the resident's page settings; the rules live in the services."""

from typing import Any, Final

from django import forms

from accounts.forms import PHONE_HELP
from accounts.models import Region, User
from complaints.choices import Channel, Conclusion, Level, NoticeKind, Outcome, Satisfaction, Unit
from complaints.models import Complaint, ComplaintCategory
from complaints.services.handling import handlers_of
from complaints.services.registering import Report
from core.fields import FilesField, date_field
from orders.forms import line, long_text
from projects.fields import ProjectNumberField, UserForm
from projects.models import Community

PHOTO_HELP: Final = "JPG 或 PNG，最多6张；拍摄位置等附加信息会自动去除。"
BLANK: Final = ("", "请选择")
YES_NO: Final = [("1", "是"), ("0", "否")]


class PhotosField(FilesField):
    """Several photos; what they are is checked by `core.photos`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "照片", **kwargs})
        self.help_text = PHOTO_HELP
        self.widget.attrs["accept"] = "image/jpeg,image/png"


def moment_field(label: str, **kwargs: Any) -> forms.DateTimeField:
    kind = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=kind, **kwargs)


def categories() -> list[tuple[str, str]]:
    names = ComplaintCategory.objects.usable().values_list("name", flat=True)
    return [BLANK, *((name, name) for name in names)]


def phone_field(**kwargs: Any) -> forms.CharField:
    return forms.RegexField(
        r"^(\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$",
        label="联系电话",
        error_messages={"invalid": PHONE_HELP},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        **kwargs,
    )


class PlacedForm(UserForm):
    """A community by number or name, a project by number; both in the user's scope."""

    community = line("小区名称或编号", 80, required=False)
    project = ProjectNumberField(required=False, help_text="不填则取该小区最近的改造项目。")

    def clean_community(self) -> Community | None:
        typed = self.cleaned_data["community"].strip()
        if not typed:
            return None
        rows = Community.objects.visible_to(self.user)
        found = list(rows.filter(number=typed)[:2]) or list(rows.filter(name=typed)[:2])
        if not found:
            raise forms.ValidationError("本辖区没有这个小区，请到小区列表核对名称或编号。")
        if len(found) > 1:
            raise forms.ValidationError("本辖区有同名小区，请填写小区编号。")
        return found[0]


class RegisterForm(PlacedForm):
    category = forms.ChoiceField(label="类别", choices=categories)
    level = forms.ChoiceField(label="等级", choices=Level.choices, initial=Level.NORMAL)
    channel = forms.ChoiceField(label="渠道", choices=[BLANK, *Channel.choices])
    came_at = moment_field("收到时间")
    place = line("具体位置", 60, required=False, help_text="如 3栋2单元502室屋面。")
    content = long_text("反映内容", 2000, "写明情况和诉求。姓名、电话填在下面，不要写在这里。")
    contractor = line("责任单位", 80, required=False, help_text="不填则为项目的施工单位。")
    name = line("投诉人姓名", 30, required=False, help_text="加密保存，页面只显示姓。")
    phone = phone_field(required=False, help_text="加密保存，页面只显示前3位和后4位。")
    photos = PhotosField()
    field_order = ("community", "project")

    def report(self) -> Report:
        given = dict(self.cleaned_data)
        given.pop("photos")
        return Report(**given)


class ClassifyForm(forms.Form):
    category = forms.ChoiceField(label="类别", choices=categories)
    level = forms.ChoiceField(label="等级", choices=Level.choices)


class ChangeForm(ClassifyForm):
    place = line("具体位置", 60, required=False)
    contractor = line("责任单位", 80, required=False, help_text="不填则为项目的施工单位。")


class ReasonForm(forms.Form):
    reason = long_text("理由", 500)


class AskReviewForm(forms.Form):
    asked_on = date_field(label="申请日期")
    unit = line("复查（复核）机关", 80, help_text="原办理单位的上一级机关。")
    reason = long_text("请求和理由", 500, "姓名、电话不要写在这里。")


class DecideReviewForm(forms.Form):
    conclusion = forms.ChoiceField(
        label="意见", choices=Conclusion.choices, widget=forms.RadioSelect
    )
    opinion = long_text("意见内容", 1000, "变更或撤销的，本件重新办理。")


class AssignForm(forms.Form):
    handler = forms.ModelChoiceField(label="承办区划", queryset=Region.objects.none())
    unit = line("承办单位", 80, help_text="如施工单位、街道办事处、物业公司。")
    note = forms.CharField(
        label="办理要求", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, complaint: Complaint, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [region.pk for region in handlers_of(complaint, user)]
        rows = Region.objects.filter(pk__in=codes)
        self.fields["handler"].queryset = rows  # type: ignore[attr-defined]
        self.fields["handler"].empty_label = None  # type: ignore[attr-defined]


class TransferForm(AssignForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label, self.fields["note"].required = "转办理由", True


class NoteForm(forms.Form):
    text = long_text("办理情况", 2000, "做了什么、还有什么没做。不要写投诉人姓名、电话。")
    photos = PhotosField()


class ExtensionForm(forms.Form):
    until = date_field(label="延期至")
    reason = long_text("延期理由", 500)


class DecisionForm(forms.Form):
    granted = forms.ChoiceField(
        label="答复", choices=[("1", "同意延期"), ("0", "不同意")], widget=forms.RadioSelect
    )
    reply = forms.CharField(
        label="答复意见", max_length=500, required=False, widget=forms.Textarea,
        help_text="不同意的必须写明理由。",
    )  # fmt: skip


class ReplyForm(forms.Form):
    outcome = forms.ChoiceField(
        label="办理结果", choices=Outcome.choices, widget=forms.RadioSelect,
        help_text="“已整改”以回访通过为准；“无法办理”要写明原因和后续安排。",
    )  # fmt: skip
    result = long_text("答复内容", 2000, "反映人可以看到，写明做了什么、何时完成。")
    photos = PhotosField()


class CallForm(forms.Form):
    satisfaction = forms.ChoiceField(
        label="满意度", choices=Satisfaction.choices, widget=forms.RadioSelect
    )
    solved = forms.ChoiceField(label="是否解决", choices=YES_NO, widget=forms.RadioSelect)
    finding = long_text("回访情况", 1000, "怎样回访、对方怎么说；未解决的转为重办。")


class MergeForm(forms.Form):
    into = line("并入的投诉编号", 40, help_text="两件的投诉人都保留，本件随对方办理。")


class RevealForm(forms.Form):
    reason = line("查看理由", 100, help_text="如电话回访。查看人、时间、理由记入访问日志。")


class CategoryForm(forms.Form):
    name = line("类别", 30)
    quality = forms.BooleanField(
        label="质量投诉（计入质量投诉指标）", required=False,
        help_text="改动只影响以后登记的投诉。",
    )  # fmt: skip
    warranty_item = line("保修项目", 60, required=False)
    warranty_years = forms.IntegerField(
        label="保修期（年）", required=False, min_value=1, max_value=50
    )
    warranty_life = forms.BooleanField(label="设计使用年限内保修", required=False)
    source = line("依据", 200, required=False)
    active = forms.BooleanField(label="启用", required=False, initial=True)
    order = forms.IntegerField(label="次序", min_value=0, max_value=9999, initial=100)


class TimeRuleForm(forms.Form):
    channel = forms.ChoiceField(
        label="渠道", choices=[("", "不限渠道"), *Channel.choices], required=False
    )
    level = forms.ChoiceField(
        label="等级", choices=[("", "不限等级"), *Level.choices], required=False
    )
    respond_hours = forms.IntegerField(
        label="响应时限（小时）", required=False, min_value=1, max_value=2000
    )
    limit = forms.IntegerField(label="办理时限", min_value=1, max_value=999)
    unit = forms.ChoiceField(label="单位", choices=Unit.choices, initial=Unit.WORKING)
    extension = forms.IntegerField(
        label="可延长",
        min_value=0,
        max_value=999,
        initial=0,
        help_text="与办理时限同一单位；0为不能延期。",
    )
    return_days = forms.IntegerField(
        label="退回时限（工作日）", min_value=0, max_value=99, initial=2
    )
    effective_on = date_field(label="起用日期")
    source = line("来源", 200, help_text="文号或规定名称。")


class NoticeForm(PlacedForm):
    kind = forms.ChoiceField(label="种类", choices=[BLANK, *NoticeKind.choices])
    starts_at = moment_field("开始时间")
    ends_at = moment_field("结束时间")
    scope = line("影响范围", 100, help_text="如 1至4栋、小区北门。")
    reason = line("原因", 100, help_text="如更换给水立管。")
    told = line("告知方式", 100, help_text="如张贴公告、业主群、入户告知。")
    contact = line("咨询电话", 30, required=False, help_text="单位电话，居民可以看到。")
    field_order = ("community", "project")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].required = True


class PublicSettingForm(forms.Form):
    shown = forms.BooleanField(
        label="已开工项目的居民公示页对外公开", required=False,
        help_text="单个项目可在其公示页另行设定。",
    )  # fmt: skip
    responder = line("答复单位", 60, required=False)
    hotline = line(
        "咨询电话", 30, required=False, help_text="单位电话，居民可以看到；不填则为12345。"
    )


class PageForm(forms.Form):
    shown = forms.ChoiceField(
        label="公示页",
        choices=[("", "随区划设定"), ("1", "公开"), ("0", "不公开")],
        required=False,
        widget=forms.RadioSelect,
    )
