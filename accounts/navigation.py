"""The menu: which page each role sees, by permission. Apps are known by URL name alone."""

from dataclasses import dataclass
from typing import Final

from core.links import page


@dataclass(frozen=True)
class Entry:
    """One menu line; it is shown to those who hold `permission`."""

    label: str
    url_name: str
    permission: str
    group: str

    @property
    def href(self) -> str:
        return page(self.url_name)


MENU: Final = (
    Entry("周填报", "projects:weekly_grid", "projects.enter_weeklyentry", "周报"),
    Entry("周审核", "projects:weekly_review", "projects.review_weeklyentry", "周报"),
    Entry("填报日历", "projects:calendar", "projects.view_weeklyentry", "周报"),
    Entry("驾驶舱", "reports:overview", "reports.view_report", "调度"),
    Entry("周调度", "reports:dispatches", "reports.view_report", "调度"),
    Entry("调度会", "reports:meetings", "reports.view_meeting", "调度"),
    Entry("决定事项", "reports:decisions", "reports.view_decision", "调度"),
    Entry("挂图作战", "projects:wall", "projects.view_milestone", "调度"),
    Entry("月通报", "reports:bulletins", "reports.view_report", "调度"),
    Entry("检查通报", "reports:inspections", "reports.view_report", "调度"),
    Entry("滞后清单", "projects:lag_list", "projects.view_project", "调度"),
    Entry("攻坚时限", "projects:campaigns", "projects.view_campaign", "调度"),
    Entry("指标口径", "reports:indicators", "reports.view_report", "调度"),
    Entry("督办事项", "orders:orders", "orders.view_order", "督办"),
    Entry("待我办理", "orders:mine", "orders.view_order", "督办"),
    Entry("任务清单", "orders:tasks", "orders.view_keytask", "督办"),
    Entry("挂包走访", "projects:assignments", "projects.view_leaderassignment", "督办"),
    Entry("我的挂包", "projects:my_duties", "orders.instruct_order", "督办"),
    Entry("升级建议", "orders:escalations", "orders.draft_order", "督办"),
    Entry("合同", "funding:contracts", "funding.view_contract", "资金支付"),
    Entry("付款申请", "funding:requests", "funding.view_paymentrequest", "资金支付"),
    Entry("待我办理的付款", "funding:my_requests", "funding.view_paymentrequest", "资金支付"),
    Entry("逾期支付", "funding:overdue", "funding.view_paymentrequest", "资金支付"),
    Entry("审计自查", "funding:checks", "funding.view_contract", "资金支付"),
    Entry("检查", "quality:inspections", "quality.view_inspection", "质量"),
    Entry("检查问题", "quality:findings", "quality.view_inspectionfinding", "质量"),
    Entry("进场材料", "quality:materials", "quality.view_material", "质量"),
    Entry("检测报告", "quality:tests", "quality.view_testreport", "质量"),
    Entry("工序检查", "quality:processes", "quality.view_processcheck", "质量"),
    Entry("验收", "quality:rounds", "quality.view_acceptanceround", "质量"),
    Entry("搜索", "reports:search", "projects.view_project", "台账"),
    Entry("项目", "projects:projects", "projects.view_project", "台账"),
    Entry("小区", "projects:communities", "projects.view_community", "台账"),
    Entry("年度计划", "projects:plans", "projects.view_annualplan", "台账"),
    Entry("问题", "projects:problems", "projects.view_problem", "台账"),
    Entry("资金", "funding:sources", "funding.view_fundingsource", "台账"),
    Entry("投诉", "complaints:complaints", "complaints.view_complaint", "台账"),
    Entry("施工告知", "complaints:notices", "complaints.view_worknotice", "台账"),
    Entry("纠纷", "complaints:disputes", "complaints.view_dispute", "台账"),
    Entry("群体性事件", "complaints:mass_notices", "complaints.change_massnotice", "调度"),
    Entry("台账导入", "projects:imports", "projects.import_ledger", "台账"),
    Entry("区划", "accounts:regions", "accounts.view_region", "台账"),
    Entry("节假日安排", "accounts:holidays", "accounts.change_holiday", "台账"),
    Entry("通讯录", "accounts:contacts", "accounts.view_contacts", "台账"),
    Entry("账号", "accounts:users", "accounts.view_user", "管理"),
    Entry("角色与范围", "accounts:roles", "accounts.assign_role", "管理"),
    Entry("审计", "accounts:audit", "accounts.view_audit", "管理"),
)
