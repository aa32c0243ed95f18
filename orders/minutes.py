"""约谈纪要 (GB/T 9704-2012 §10.3): who was called, why, what was said, promised and found.

Until the order is closed the minutes are rendered from the rows and marked as unfinished; closing
freezes them in `TalkRecord.printed`, and its PDF is rendered from there alone.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, cast

from core.documents.pdf import render_pdf
from core.documents.schema import Document, paragraph
from core.typst import RenderResult
from orders.choices import OrderState
from orders.models import Commitment, Order, OrderOffice
from orders.words import chinese_day

UNFINISHED = "承诺待复核"
WITHDRAWN = "约谈通知已撤回"


def minutes_of(order: Order, office: OrderOffice) -> Any:
    """Return the minutes of a recorded talk as JSON."""
    promises = list(order.talk.commitments.select_related("checked_by"))
    held_on = cast(date, order.talk.held_on)
    return {
        "kind": "gongwen",
        "title": f"关于约谈{order.unit}的纪要",
        "issuer": office.name,
        "date": held_on.isoformat(),
        "head": {
            "banner": f"{office.name}约谈纪要",
            "number": f"〔{order.year}〕{order.serial}号",
            "organ": office.name,
        },
        "blocks": [*_meeting(order, held_on), *_promises(promises), *_present(order)],
        "colophon": {
            "printer": office.name,
            "print_date": held_on.isoformat(),
            "cc": "、".join(part for part in (order.unit, order.co_units) if part),
        },
    }


def render(order: Order) -> RenderResult:
    """Return the PDF: frozen once the order is closed, else of the talk as it stands."""
    talk = order.talk
    if talk.printed is not None:
        return render_pdf(cast(Document, talk.printed))
    document = minutes_of(order, OrderOffice.of(order.office_region))
    document["mark"] = WITHDRAWN if order.state == OrderState.WITHDRAWN else UNFINISHED
    return render_pdf(cast(Document, document))


def _meeting(order: Order, held_on: date) -> Iterator[Any]:
    talk = order.talk
    convener, place = talk.convener.rstrip("。"), talk.place.rstrip("。")
    yield paragraph(
        f"{chinese_day(held_on)}，按照{order.number}约谈通知，{convener}在{place}"
        f"约谈{order.unit}{order.person}。现纪要如下："
    )
    yield _heading("一、被约谈单位")
    yield paragraph(f"{order.unit}，被约谈人{order.person}。{_project(order)}")
    yield _heading("二、约谈事由")
    yield paragraph(f"{order.subject.rstrip('。')}。立项依据为{_basis(order)}。")
    yield _heading("三、约谈情况")
    yield from (paragraph(line.strip()) for line in talk.minutes.splitlines() if line.strip())


def _promises(promises: Sequence[Commitment]) -> Iterator[Any]:
    yield _heading("四、整改承诺与时限")
    for place, one in enumerate(promises, 1):
        words = f"{place}. {one.text.rstrip('。')}。责任人{one.person}，"
        yield paragraph(f"{words}时限{chinese_day(one.due_on)}。")
    yield _heading("五、复核结果")
    yield paragraph(_summary(promises))
    for place, one in enumerate(promises, 1):
        yield paragraph(f"{place}. {_verdict(one)}")


def _summary(promises: Sequence[Commitment]) -> str:
    kept, broken, open_ = (sum(one.kept is v for one in promises) for v in (True, False, None))
    waiting = f"，待复核{open_}项" if open_ else ""
    return f"承诺{len(promises)}项，已兑现{kept}项，未兑现{broken}项{waiting}。"


def _verdict(one: Commitment) -> str:
    if one.kept is None or one.checked_on is None:
        return "待复核。"
    verdict = "已兑现" if one.kept else "未兑现"
    checker = one.checked_by.name if one.checked_by else "—"
    finding = one.finding.rstrip("。")
    return f"{verdict}。{chinese_day(one.checked_on)}复核，{finding}。复核人{checker}。"


def _present(order: Order) -> Iterator[Any]:
    yield paragraph("")
    yield paragraph({"text": "出席：", "style": "hei"}, order.talk.attendees, hang=True)


def _project(order: Order) -> str:
    project = order.project
    return f"涉及项目：{project.name}（{project.number}）。" if project else ""


def _basis(order: Order) -> str:
    return f"{order.get_basis_kind_display()}：{order.basis}".rstrip("。")


def _heading(text: str) -> Any:
    return {"type": "h1", "text": text}
