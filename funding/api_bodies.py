"""Bodies of changes to contracts, tenders and payment requests; amounts in 元, projects by id."""

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from core.api import DayField, MoneyField
from funding.choices import ContractKind, RequestKind, SplitBy, TenderMethod
from funding.models import Contract, Lot, Tender
from funding.services.contracts import Terms
from funding.services.requests import Claim
from funding.services.tenders import LotWords, TenderWords
from projects.api.base import SeenSerializer
from projects.models import Project


class ScopedKeys(serializers.PrimaryKeyRelatedField[Any]):
    """Rows of the caller's scope, by id; a stranger's is unknown."""

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.visible_to(self.context["request"].user)


def project_keys(**kwargs: Any) -> ScopedKeys:
    return ScopedKeys(queryset=Project.objects.all(), help_text="项目 id", **kwargs)


class ContractBody(serializers.Serializer[Any]):
    """A contract as a whole; `typed` splits are sent to `split` afterwards."""

    number = serializers.CharField(max_length=60, help_text="合同编号")
    name = serializers.CharField(max_length=120, help_text="合同名称")
    kind = serializers.ChoiceField(choices=ContractKind.choices)
    contractor = serializers.CharField(max_length=80, help_text="承包单位")
    sme = serializers.BooleanField(default=False, help_text="承包单位为中小企业")
    value = MoneyField(help_text="合同价，元")
    signed_on = DayField(help_text="签订日期")
    pay_days = serializers.IntegerField(
        min_value=1, max_value=365, allow_null=True, default=None, help_text="约定付款期限，天"
    )
    lot = ScopedKeys(queryset=Lot.objects.all(), allow_null=True, default=None, help_text="标段 id")
    retention = serializers.DecimalField(
        5, 2, min_value=0, allow_null=True, default=None, help_text="质保金比例，%"
    )
    defects_months = serializers.IntegerField(
        min_value=1, max_value=120, allow_null=True, default=None, help_text="缺陷责任期，月"
    )
    projects = project_keys(many=True, allow_empty=False)
    split_by = serializers.ChoiceField(choices=SplitBy.choices, default=SplitBy.INVESTMENT)


class ContractChangeBody(ContractBody, SeenSerializer):
    pass


TERMS: Final = (
    "number", "name", "kind", "contractor", "sme", "value", "signed_on", "pay_days", "lot",
    "retention", "defects_months",
)  # fmt: skip


def terms_of(given: Mapping[str, Any], row: Contract | None = None) -> tuple[Terms, list[Any], str]:
    """Return terms, projects and split of a body, what it leaves out taken from `row`."""
    held: dict[str, Any] = {}
    if row is not None:
        held = {name: getattr(row, name) for name in (*TERMS, "split_by")}
        held["projects"] = [share.project for share in row.shares.select_related("project")]
    values = held | dict(given)
    terms = Terms(**{name: values[name] for name in TERMS})
    return terms, list(values["projects"]), values["split_by"]


class ShareBody(serializers.Serializer[Any]):
    project = serializers.IntegerField(help_text="项目 id")
    amount = MoneyField(min_value=0)


class SplitBody(SeenSerializer):
    """The typed split of a bundle; the amounts add up to the contract's value."""

    shares = ShareBody(many=True, allow_empty=False)


class VariationBody(serializers.Serializer[Any]):
    project = project_keys()
    reason = serializers.CharField(max_length=300, help_text="变更原因")
    asked_by = serializers.CharField(max_length=60, help_text="提出方")
    asked_on = DayField(help_text="提出日期")
    delta = MoneyField(help_text="造价增减，元，减少为负")


class VariationDecisionBody(serializers.Serializer[Any]):
    variation = serializers.IntegerField(help_text="变更 id")
    approved = serializers.BooleanField(help_text="是否同意")
    opinion = serializers.CharField(max_length=300, allow_blank=True, default="")


class LotBody(serializers.Serializer[Any]):
    """One lot; `id` names the lot that it changes, lots left out are removed."""

    id = serializers.IntegerField(source="key", allow_null=True, default=None)
    number = serializers.CharField(max_length=30, help_text="标段")
    projects = project_keys(many=True, allow_empty=False)
    control_price = MoneyField(allow_null=True, default=None, min_value=0)
    bids = serializers.IntegerField(min_value=1, max_value=999, allow_null=True, default=None)
    winner = serializers.CharField(max_length=80, allow_blank=True, default="")
    price = MoneyField(allow_null=True, default=None, min_value=0)
    awarded_on = DayField(allow_null=True, default=None)


class LotsBody(serializers.Serializer[Any]):
    """All lots of a tender: read whole even where the rest of the tender is left out."""

    lots = LotBody(many=True, allow_empty=False)


class TenderBody(LotsBody):
    number = serializers.CharField(max_length=60, help_text="招标编号")
    name = serializers.CharField(max_length=120, help_text="招标名称")
    method = serializers.ChoiceField(choices=TenderMethod.choices)
    agency = serializers.CharField(max_length=80, allow_blank=True, default="")
    notice_on = DayField(allow_null=True, default=None, help_text="公告日期")
    opened_on = DayField(allow_null=True, default=None, help_text="开标日期")


class TenderChangeBody(TenderBody, SeenSerializer):
    pass


TENDER: Final = ("number", "name", "method", "agency", "notice_on", "opened_on")


def tender_words(given: Mapping[str, Any], row: Tender | None = None) -> TenderWords:
    """Return a tender's words, what the body leaves out taken from `row`."""
    values: dict[str, Any] = {name: getattr(row, name) for name in TENDER} if row else {}
    values |= {name: given[name] for name in TENDER if name in given}
    if "lots" in given:
        lots = [LotWords(**lot) for lot in given["lots"]]
    else:
        lots = [lot_words(lot) for lot in row.lots.prefetch_related("projects")] if row else []
    return TenderWords(**values, lots=lots)


def lot_words(lot: Lot) -> LotWords:
    names = ("number", "control_price", "bids", "winner", "price", "awarded_on")
    held = {name: getattr(lot, name) for name in names}
    return LotWords(**held, projects=list(lot.projects.all()), key=lot.pk)


class ClaimBody(serializers.Serializer[Any]):
    """What is asked for; `amount` is before 质保金 is kept back."""

    kind = serializers.ChoiceField(choices=RequestKind.choices)
    amount = MoneyField(help_text="本期应付，元")
    wage = MoneyField(default=0, help_text="其中拨入工资专户，元")
    delivered_on = DayField(help_text="交付（计量）日期")
    note = serializers.CharField(max_length=500, allow_blank=True, default="")


class RequestBody(ClaimBody):
    contract = serializers.IntegerField(help_text="合同 id")
    project = serializers.IntegerField(help_text="项目 id")


class OpinionBody(serializers.Serializer[Any]):
    opinion = serializers.CharField(max_length=500, allow_blank=True, default="")


class PayBody(serializers.Serializer[Any]):
    paid_on = DayField(help_text="支付日期")


class WhyBody(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500, allow_blank=True, help_text="理由，必填")


def claim_of(given: Mapping[str, Any]) -> Claim:
    names = ("kind", "amount", "wage", "delivered_on", "note")
    return Claim(**{name: given[name] for name in names})
