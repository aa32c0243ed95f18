"""The menu: which page each role sees, by permission. Apps are known by URL name alone.

Groups follow the order of a working day: what I have to do, then what is watched and ordered, then
the registers, at the end what seldom changes. A role that comes for something else finds that first.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import Final

from accounts.choices import Role
from core.links import page


@dataclass(frozen=True)
class Entry:
    """One menu line; it is shown to those who hold any of `permissions`."""

    label: str
    url_name: str
    permissions: tuple[str, ...]

    @property
    def href(self) -> str:
        return page(self.url_name)


@dataclass(frozen=True)
class Group:
    """Entries under one heading that opens and closes; `key` names it in the cookie."""

    key: str
    label: str
    entries: tuple[Entry, ...]

    def visible_to(self, held: Container[str]) -> "Group":
        seen = tuple(one for one in self.entries if any(name in held for name in one.permissions))
        return replace(self, entries=seen)


def _entry(label: str, url_name: str, *permissions: str) -> Entry:
    return Entry(label, url_name, permissions)


MENU: Final = (
    Group("work", "我的工作", (
        _entry("周填报", "projects:weekly_grid", "projects.enter_weeklyentry"),
        _entry("周审核", "projects:weekly_review", "projects.review_weeklyentry"),
        _entry("填报日历", "projects:calendar", "projects.view_weeklyentry"),
        _entry("纸质周报", "projects:weekly_paper", "projects.enter_weeklyentry"),
        _entry("督办待办", "orders:mine", "orders.view_order"),
        _entry(
            "付款待办", "funding:my_requests",
            "funding.apply_paymentrequest", "funding.check_paymentrequest",
            "funding.approve_paymentrequest", "funding.pay_paymentrequest",
        ),
        _entry("我的挂包", "projects:my_duties", "orders.instruct_order"),
    )),
    Group("dispatch", "调度", (
        _entry("驾驶舱", "reports:overview", "reports.view_report"),
        _entry("周调度", "reports:dispatches", "reports.view_report"),
        _entry("调度会", "reports:meetings", "reports.view_meeting"),
        _entry("决定事项", "reports:decisions", "reports.view_decision"),
        _entry("挂图作战", "projects:wall", "projects.view_milestone"),
        _entry("滞后清单", "projects:lag_list", "projects.view_project"),
        _entry("攻坚时限", "projects:campaigns", "projects.view_campaign"),
    )),
    Group("bulletins", "通报", (
        _entry("月通报", "reports:bulletins", "reports.view_report"),
        _entry("检查通报", "reports:inspections", "reports.view_report"),
        _entry("下载中心", "reports:downloads", "reports.view_report"),
        _entry("指标口径", "reports:indicators", "reports.view_report"),
    )),
    Group("orders", "督办", (
        _entry("督办事项", "orders:orders", "orders.view_order"),
        _entry("任务清单", "orders:tasks", "orders.view_keytask"),
        _entry("挂包走访", "projects:assignments", "projects.view_leaderassignment"),
        _entry("升级建议", "orders:escalations", "orders.draft_order"),
    )),
    Group("registers", "项目台账", (
        _entry("项目", "projects:projects", "projects.view_project"),
        _entry("小区", "projects:communities", "projects.view_community"),
        _entry("年度计划", "projects:plans", "projects.view_annualplan"),
        _entry("成效", "projects:benefits", "projects.view_project"),
        _entry("问题", "projects:problems", "projects.view_problem"),
        _entry("台账导入", "projects:imports", "projects.import_ledger"),
    )),
    Group("money", "资金", (
        _entry("资金来源", "funding:sources", "funding.view_fundingsource"),
        _entry("合同", "funding:contracts", "funding.view_contract"),
        _entry("付款申请", "funding:requests", "funding.view_paymentrequest"),
        _entry("逾期支付", "funding:overdue", "funding.view_paymentrequest"),
        _entry("审计自查", "funding:checks", "funding.view_contract"),
    )),
    Group("quality", "质量", (
        _entry("检查", "quality:inspections", "quality.view_inspection"),
        _entry("检查问题", "quality:findings", "quality.view_inspectionfinding"),
        _entry("进场材料", "quality:materials", "quality.view_material"),
        _entry("检测报告", "quality:tests", "quality.view_testreport"),
        _entry("工序检查", "quality:processes", "quality.view_processcheck"),
        _entry("验收", "quality:rounds", "quality.view_acceptanceround"),
    )),
    Group("people", "群众诉求", (
        _entry("投诉", "complaints:complaints", "complaints.view_complaint"),
        _entry("纠纷", "complaints:disputes", "complaints.view_dispute"),
        _entry("群体性事件", "complaints:mass_notices", "complaints.change_massnotice"),
        _entry("施工告知", "complaints:notices", "complaints.view_worknotice"),
    )),
    Group("admin", "系统管理", (
        _entry("账号", "accounts:users", "accounts.view_user"),
        _entry("角色与范围", "accounts:roles", "accounts.assign_role"),
        _entry("审计", "accounts:audit", "accounts.view_audit"),
    )),
    Group("base", "基础数据", (
        _entry("区划", "accounts:regions", "accounts.view_region"),
        _entry("节假日安排", "accounts:holidays", "accounts.change_holiday"),
        _entry("通讯录", "accounts:contacts", "accounts.view_contacts"),
    )),
)  # fmt: skip
FIRST: Final = "work"
# a leader looks before he acts
FIRST_OF: Final[dict[str, str]] = {Role.LEADER: "dispatch"}


def menu_of(held: Container[str], role: str) -> Iterator[Group]:
    """Yield the groups that a user sees, the one of his role first."""
    groups = [seen for group in MENU if (seen := group.visible_to(held)).entries]
    first = first_group(role)
    yield from sorted(groups, key=lambda group: group.key != first)


def first_group(role: str) -> str:
    """Return the group that stands first, open until its user closes it."""
    return FIRST_OF.get(role, FIRST)
