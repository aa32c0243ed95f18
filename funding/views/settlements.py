"""Idle money, final accounts, grants to pass on, and the rules of money."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from core import clock, money
from core.columns import Column
from core.links import row_page
from funding import idle
from funding.filters_contracts import AccountsFilter, GrantFilter, IdleFilter
from funding.forms_contracts import AccountsForm, GrantForm, MoneyRuleForm, PassOnForm
from funding.models import FinalAccount, Grant, MoneyRule
from funding.services.settlements import pass_on, record_grant, save_final_account, save_rule
from funding.settled import account_of, accounts_due, days_late
from funding.terms import Rules
from funding.views.contract_tabs import ContractsPage, own_project_columns
from projects.models import Project
from projects.views.editing import EditPage, project_or_404


def age_column(number: int, label: str) -> Column:
    return Column(label, lambda row: idle.in_age(row, number), "money", places=2)


class IdleList(ContractsPage):
    """Projects that hold money which was received and not paid out, by its age."""

    permission = "funding.view_payment"
    title = "闲置资金"
    tab = "idle"
    template_name = "funding/idle.html"
    filterset_class = IdleFilter
    empty = "没有到位未拨付的资金。"
    empty_how = "到位后超过规则天数仍未拨付的资金会列在这里。"
    unit_note = "到位减已拨付，按先到先用计账龄。"
    columns = (
        *own_project_columns(),
        Column("未拨付合计", "held_0", "money", order="held_0", places=2),
        *(age_column(number, label) for number, (_, label) in enumerate(idle.AGES)),
    )

    def get_queryset(self) -> QuerySet[Project]:
        rows = Project.objects.visible_to(self.request.user).select_related("region")
        return rows.order_by("-year", "pk")

    def sorted(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Put the most money first unless another order is asked for."""
        if not self.request.GET.get("sort"):
            return queryset.order_by("-held_0", "pk")
        return super().sorted(queryset)

    def get_context(self) -> dict[str, Any]:
        filters = IdleFilter(self.request.GET, queryset=self.get_queryset(), request=self.request)
        sums = idle.totals(filters.qs)
        ages = [
            (label, money.to_wan(amount))
            for (_, label), amount in zip(idle.AGES, sums, strict=True)
        ]
        return {**super().get_context(), "ages": ages, "day": filters.day}


class FinalAccounts(ContractsPage):
    """Finished projects with their final accounts and how late these are."""

    permission = "funding.view_finalaccount"
    title = "竣工决算"
    tab = "final_accounts"
    filterset_class = AccountsFilter
    noun = "完工项目"
    empty_how = "项目完工后，竣工财务决算的期限和进展列在这里。"
    note = "实际完工后3个月内编报竣工财务决算；中小型项目延期不超过2个月，大型不超过6个月。"

    def get_columns(self) -> Sequence[Column]:
        rules, day = Rules(clock.today()), self.seen_on
        columns = [
            *own_project_columns(),
            Column("实际完工", "finished_on", "date", order="finished_on"),
            Column("延期", lambda row: part_of(row, "extension"), "number", unit="个月"),
            Column("应编报", lambda row: accounts_due(row, rules), "date"),
            Column("编报日期", lambda row: part_of(row, "submitted_on"), "date"),
            Column("批复日期", lambda row: part_of(row, "approved_on"), "date"),
            Column("决算金额", lambda row: part_of(row, "amount"), "money", places=2),
            Column("逾期", lambda row: days_late(row, rules, day) or None, "number", unit="天"),
        ]
        if self.request.user.has_perm("funding.change_finalaccount"):
            columns.append(
                Column(
                    "办理", lambda row: "登记", acts=True,
                    link=lambda row: row_page("funding:final_account", row.pk),
                )
            )  # fmt: skip
        return columns

    def get_queryset(self) -> QuerySet[Project]:
        rows = Project.objects.visible_to(self.request.user)
        return rows.select_related("region", "final_account").order_by("finished_on", "pk")


def part_of(row: Project, name: str) -> Any:
    account = account_of(row)
    return getattr(account, name) if account else None


class FinalAccountEdit(EditPage):
    permission = "funding.change_finalaccount"
    title = "登记竣工财务决算"
    form_class = AccountsForm

    def get_row(self) -> Project:
        return project_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> Any:
        row = FinalAccount.objects.filter(project=self.row).first()
        initial = {name: getattr(row, name) for name in AccountsForm.base_fields} if row else {}
        return AccountsForm(data, initial=initial)

    def save(self, form: Any) -> FinalAccount:
        return save_final_account(self.row, form.accounts(), by=self.user)

    def get_context(self) -> dict[str, Any]:
        project = self.row.project if isinstance(self.row, FinalAccount) else self.row
        due = accounts_due(project, Rules(clock.today()))
        told = f"，应于{due:%Y-%m-%d}前编报" if due else "，尚未完工"
        return {"note": f"{project.name}{told}。"}

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("竣工决算", reverse("funding:final_accounts")),)

    def back(self) -> str:
        return reverse("funding:final_accounts")


class GrantList(ContractsPage):
    permission = "funding.view_grant"
    title = "上级资金"
    tab = "grants"
    filterset_class = GrantFilter
    new = ("funding:grant_new", "登记上级资金", "funding.add_grant")
    empty = "没有登记上级资金。"
    empty_how = "收到上级资金文件后登记金额和日期，按期限下达。"
    note = "接到上级转移支付后30日内下达；中央专项90日内（《预算法》第五十二条）。"

    def get_columns(self) -> Sequence[Column]:
        columns = [
            Column("文号", "document", primary=True, order="document"),
            Column("收到区划", "region.name", order="region_id"),
            Column("资金性质", lambda row: row.get_kind_display(), order="kind"),
            Column("金额", "amount", "money", order="amount", places=2),
            Column("收到日期", "arrived_on", "date", order="arrived_on"),
            Column("应下达日期", "due_on", "date", order="due_on"),
            Column("下达日期", "passed_on", "date", order="passed_on"),
            Column("下达文号", "passed_document", on_phone=False),
            Column("逾期", lambda row: row.days_overdue(row.seen_on) or None, "number", unit="天"),
        ]
        if self.request.user.has_perm("funding.change_grant"):
            columns.append(Column("办理", todo, link=pass_on_page, acts=True))
        return columns

    def get_queryset(self) -> QuerySet[Grant]:
        rows = Grant.objects.visible_to(self.request.user).select_related("region")
        return rows.order_by("-arrived_on", "-pk")


def todo(row: Grant) -> str:
    return "" if row.passed_on else "登记下达"


def pass_on_page(row: Grant) -> str | None:
    return None if row.passed_on else row_page("funding:grant_pass_on", row.pk)


class GrantNew(EditPage):
    permission = "funding.add_grant"
    title = "登记上级资金"

    def get_form(self, data: Any = None) -> Any:
        return GrantForm(data, user=self.user, initial={"region": self.user.region_id})

    def save(self, form: Any) -> Grant:
        return record_grant(**form.cleaned_data, by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("上级资金", reverse("funding:grants")),)

    def back(self) -> str:
        return reverse("funding:grants")


class GrantPassOn(GrantNew):
    permission = "funding.change_grant"
    title = "登记下达"

    def get_row(self) -> Grant:
        row = Grant.objects.visible_to(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        return row

    def get_form(self, data: Any = None) -> Any:
        return PassOnForm(data)

    def save(self, form: Any) -> Grant:
        return pass_on(self.row, **form.cleaned_data, by=self.user)


class RuleList(ContractsPage):
    permission = "funding.view_moneyrule"
    title = "资金规则"
    tab = "money_rules"
    new = ("funding:money_rule_new", "新增规则", "funding.change_moneyrule")
    empty = "没有资金规则。"
    note = "每项取起用日期最近的一条；已提交的申请按当时的规则，不重新计算。"
    columns = (
        Column("事项", lambda row: row.get_key_display(), order="key", primary=True),
        Column("数值", "value", "number"),
        Column("起用日期", "effective_on", "date", order="effective_on"),
        Column("来源", "source"),
    )

    def get_queryset(self) -> QuerySet[MoneyRule]:
        return MoneyRule.objects.order_by("key", "effective_on")


class RuleNew(EditPage):
    permission = "funding.change_moneyrule"
    title = "新增资金规则"

    def get_form(self, data: Any = None) -> Any:
        return MoneyRuleForm(data, initial={"effective_on": clock.today()})

    def save(self, form: Any) -> MoneyRule:
        return save_rule(**form.cleaned_data, by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("资金规则", reverse("funding:money_rules")),)

    def back(self) -> str:
        return reverse("funding:money_rules")
