"""审计自查: what auditors find in these projects, as standing checks that open their rows (C28)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django_filters import FilterSet

from core.asked import asked_day
from core.columns import Column, Row
from core.exports import workbook_response
from core.stood import is_past
from core.views import PermittedView
from funding.filters_contracts import (
    AccountsFilter,
    ContractFilter,
    ContributionFilter,
    GrantFilter,
    IdleFilter,
    RetentionFilter,
)
from funding.filters_requests import RequestFilter
from funding.models import Contract, ContractShare, Contribution, Grant, PaymentRequest
from funding.views.contract_tabs import tabs
from projects.models import Project


@dataclass(frozen=True)
class Check:
    """One finding of audits: what it is, why it matters, and the list that holds its rows."""

    label: str
    basis: str
    page: str
    query: Mapping[str, str]
    filters: type[FilterSet]
    model: type[Model]


CHECKS: Final = (
    Check("进度款超合同额", "已付大于合同价加已批复变更", "contracts", {"over_value": "1"},
          ContractFilter, Contract),
    Check("付款超形象进度", "施工合同已付超过形象进度对应的合同额", "contracts", {"ahead": "1"},
          ContractFilter, Contract),
    Check("合同超总投资", "项目合同额合计超过总投资（《政府投资条例》第二十三条）", "contracts",
          {"over_budget": "1"}, ContractFilter, Contract),
    Check("分摊不等于合同价", "打捆合同各项目分摊合计应等于合同价", "contracts",
          {"badly_split": "1"}, ContractFilter, Contract),
    Check("逾期未支付", "超过应付日期未支付（《保障中小企业款项支付条例》第八条）", "requests",
          {"overdue": "1"}, RequestFilter, PaymentRequest),
    Check("拖欠中小企业", "其中收款单位为中小企业", "requests", {"overdue": "1", "sme": "1"},
          RequestFilter, PaymentRequest),
    Check("人工费未足额拨入工资专户", "低于规则比例（《保障农民工工资支付条例》第二十九条）",
          "requests", {"wage_short": "1"}, RequestFilter, PaymentRequest),
    Check("质保金到期未返还", "缺陷责任期满后超过返还期限（《建设工程质量保证金管理办法》第十一条）",
          "retentions", {"overdue": "1"}, RetentionFilter, ContractShare),
    Check("资金闲置", "到位后超过规则天数仍未拨付", "idle", {"idle": "1"}, IdleFilter, Project),
    Check("竣工财务决算逾期", "完工后超过期限未编报（《基本建设财务规则》第三十三条）",
          "final_accounts", {"late": "1"}, AccountsFilter, Project),
    Check("居民出资未落实", "未认缴，或已缴少于认缴", "contributions", {"short": "1"},
          ContributionFilter, Contribution),
    Check("上级资金下达逾期", "超过下达期限（《预算法》第五十二条）", "grants", {"overdue": "1"},
          GrantFilter, Grant),
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A check with its count; `href` is the list of exactly these rows."""

    label: str
    basis: str
    count: int
    href: str


COLUMNS: Final = (
    Column("检查事项", "label", primary=True),
    Column("依据或口径", "basis"),
    Column("发现", "count", "number", unit="条", link=lambda row: row.href),
    Column(
        "结果", lambda row: "有问题" if row.count else "未发现", "badge",
        badge=lambda row: "bad" if row.count else "good",
    ),
)  # fmt: skip


def found_by(check: Check, request: HttpRequest, day: date) -> Found:
    """Count a check's rows by the very filter of the list that its number opens."""
    manager: Any = check.model._default_manager
    rows = manager.visible_to(request.user)
    query = {**check.query, **({"as_of": day.isoformat()} if is_past(day) else {})}
    filters = check.filters(query, queryset=rows, request=request)
    href = f"{reverse(f'funding:{check.page}')}?{urlencode(query)}"
    return Found(check.label, check.basis, filters.qs.count(), href)


class AuditChecks(PermittedView):
    permission = "funding.view_contract"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        day = asked_day(request)
        found = [found_by(check, request, day) for check in CHECKS]
        if request.GET.get("export") == "xlsx":
            return workbook_response(request, "审计自查", COLUMNS, found)
        return self.page(request, found, day)

    def page(self, request: HttpRequest, found: list[Found], day: date) -> HttpResponse:
        context = {
            "title": "审计自查",
            "tabs": tabs("checks"),
            "as_of": day,
            "columns": COLUMNS,
            "rows": [Row(COLUMNS, one) for one in found],
            "bad": sum(1 for one in found if one.count),
            "all": len(found),
        }
        return render(request, "funding/checks.html", context)
