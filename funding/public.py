"""What the resident's page tells of the money: sums by source."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from core.money import plain, round_half_up, to_wan
from core.public import Section
from funding.models import FundingSource, Receipt
from projects.models import Project

CENT = Decimal("0.01")


def money(project: Project, day: date) -> Section | None:
    """Tell planned and arrived money by source in 万元; None where no source was entered."""
    planned: dict[str, Decimal] = defaultdict(Decimal)
    for kind, amount in FundingSource.objects.filter(project=project).values_list(
        "kind", "planned"
    ):
        planned[kind] += amount
    if not planned:
        return None
    arrived: dict[str, Decimal] = defaultdict(Decimal)
    receipts = Receipt.objects.filter(source__project=project).by(day)
    for kind, amount in receipts.values_list("source__kind", "amount"):
        arrived[kind] += amount
    rows = [(kind, _wan(planned[kind]), _wan(arrived[kind])) for kind in sorted(planned)]
    total = ("合计", _wan(sum(planned.values(), Decimal())), _wan(sum(arrived.values(), Decimal())))
    return Section(
        "money",
        "花多少钱、钱从哪里来",
        [("总投资", f"{_wan(project.total_investment)}万元")] if project.total_investment else (),
        ("资金来源", "计划（万元）", "已到位（万元）"),
        [*rows, total],
    )


def _wan(yuan: Decimal) -> str:
    return f"{plain(round_half_up(to_wan(yuan), CENT)):,f}"
