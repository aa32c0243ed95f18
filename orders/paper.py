"""Orders as official papers (domain: §4.2–4.4). No seal is drawn; room is left for one.

A paper is built once, when the order is issued, and kept in `Order.printed`; its PDF is rendered
from there alone. What is written by hand on the print-out (签收, 办理情况, 审核意见) is left blank.
"""

from typing import Any, cast

from core import clock
from core.documents.pdf import render_pdf
from core.documents.schema import Document, Field, paragraph
from core.typst import RenderResult
from orders.choices import OrderKind
from orders.models import Order, OrderOffice
from orders.words import chinese_day, chinese_time

PENDING = "（签发时编号）"


def document_of(order: Order, office: OrderOffice) -> Any:
    """Return the paper of an order as JSON; a draft's is marked 草稿."""
    build = {
        OrderKind.SUPERVISION: _supervision,
        OrderKind.TALK: _talk,
        OrderKind.RECTIFICATION: _rectification,
        OrderKind.INSTRUCTION: _instruction,
    }[OrderKind(order.kind)]
    document = build(order, office)
    document["date"] = (order.issued_on or clock.today()).isoformat()
    if order.issued_on is None:
        document["mark"] = "草稿"
    return document


def render(order: Order) -> RenderResult:
    """Return the PDF: of the frozen words once issued, else of the draft as it stands."""
    if order.printed is not None:
        return render_pdf(cast(Document, order.printed))
    return render_pdf(cast(Document, document_of(order, OrderOffice.of(order.office_region))))


def _sheet(order: Order, office: OrderOffice, title: str, rows: list[list[Field]]) -> Any:
    issued = chinese_day(order.issued_on) if order.issued_on else ""
    return {
        "kind": "sheet",
        "title": title,
        "issuer": office.name,
        "meta": [f"编号：{order.number or PENDING}", f"签发日期：{issued}"],
        "blocks": [{"type": "form", "rows": rows}],
    }


def _supervision(order: Order, office: OrderOffice) -> Any:
    rows = [
        [_field("立项依据", f"{order.get_basis_kind_display()}：{order.basis}")],
        [_field("督办事项", order.subject, 2)],
        *_project_rows(order),
        *_addressee_rows(order),
        [_field("具体要求", order.requirement, 5)],
        *_issuer_rows(order, "办理时限"),
        [_field("附件", _attachments(order))],
        [_field("签收人", ""), _field("签收时间", "")],
        [_field("办理情况", _by_hand("单位负责人（签名）：", "（盖章）", 6))],
        [_field("审核意见", _by_hand("□办结　□退办", "审核人（签名）：", 3))],
    ]
    note = "一事一报，书面回复；延期须在时限届满前申请，逾期按原定时限催办。"
    return _sheet(order, office, f"{office.name}督办单", rows) | {
        "title_lines": [office.name, "督办单"], "note": note,
    }  # fmt: skip


def _rectification(order: Order, office: OrderOffice) -> Any:
    project = order.project
    assert project is not None
    inspected = chinese_day(order.inspected_on) if order.inspected_on else "—"
    rows = [
        [_field("工程名称", project.name)],
        [_field("建设单位", project.lead_unit), _field("施工单位", project.contractor)],
        [_field("监理单位", project.supervisor), _field("项目经理", project.project_manager)],
        [_field("检查日期", inspected), _field("检查人", order.inspector or "—")],
        [_field("存在问题", order.subject, 2)],
        [_field("依据", f"{order.get_basis_kind_display()}：{order.basis}")],
        *_addressee_rows(order),
        [_field("整改要求", order.requirement, 3)],
        *_issuer_rows(order, "整改期限"),
        [_field("附件", _attachments(order))],
        [_field("签收人", ""), _field("签收时间", "")],
        [_field("整改回复", _by_hand("单位负责人（签名）：", "（盖章）", 4))],
        [_field("复查意见", _by_hand("□合格　□继续整改", "复查人（签名）：", 3))],
    ]
    return _sheet(order, office, f"{office.name}整改通知书", rows) | {
        "title_lines": [office.name, "整改通知书"],
        "note": "复查人不得为整改回复人；逾期未改的，按规定升级督办。",
    }


def _instruction(order: Order, office: OrderOffice) -> Any:
    leader = order.issued_by.name if order.issued_by else ""
    rows = [
        [_field("批示领导", leader), _field("办理时限", chinese_day(order.due_on))],
        [_field("批示事项", order.subject, 2)],
        *_project_rows(order),
        [_field("批示内容", order.requirement, 6)],
        *_addressee_rows(order),
        [_field("联系人", order.contact), _field("联系电话", order.phone)],
        [_field("签收人", ""), _field("签收时间", "")],
        [_field("办理情况", _by_hand("单位负责人（签名）：", "（盖章）", 6))],
        [_field("审核意见", _by_hand("□办结　□退办", "审核人（签名）：", 3))],
    ]
    return _sheet(order, office, f"{order.office_region.name}领导批示办理单", rows)


def _talk(order: Order, office: OrderOffice) -> Any:
    talk = order.talk
    about = f"关于约谈{order.unit}的通知"
    basis = f"{order.get_basis_kind_display()}：{order.basis}".rstrip("。")
    demands = [
        f"请{order.person}准时参加，确有特殊情况不能参加的，须事先书面说明。",
        f"请携带以下材料：{talk.materials.rstrip('。')}。" if talk.materials else "",
        f"约谈后请于{chinese_day(order.due_on)}前书面回复整改情况。",
    ]
    project = f"涉及项目：{order.project.name}（{order.project.number}）。" if order.project else ""
    named = (("联系人", order.contact), ("联系电话", order.phone))
    contact = [f"{label}：{value}" for label, value in named if value]
    blocks: list[Any] = [
        {"type": "h1", "text": "一、事由"},
        paragraph(f"{order.subject.rstrip('。')}。{project}立项依据为{basis}。"),
        {"type": "h1", "text": "二、时间和地点"},
        paragraph(f"时间：{chinese_time(talk.at)}。地点：{talk.place.rstrip('。')}。"),
        {"type": "h1", "text": "三、约谈人和被约谈人"},
        paragraph(f"约谈人：{talk.convener.rstrip('。')}。被约谈人：{order.unit}{order.person}。"),
        {"type": "h1", "text": "四、约谈目的"},
        paragraph(f"{talk.purpose.rstrip('。')}。"),
        {"type": "h1", "text": "五、有关要求"},
        *[paragraph(line) for line in order.requirement.splitlines() if line.strip()],
        *[paragraph(line) for line in demands if line],
    ]
    return {
        "kind": "gongwen",
        "title": about,
        "issuer": office.name,
        "head": {"banner": office.name, "number": order.number or PENDING},
        "addressee": f"{order.unit}：",
        "blocks": blocks,
        "signature": {"units": [office.name]},
        **({"note": "，".join(contact)} if contact else {}),
        "colophon": {
            "printer": office.name,
            "print_date": (order.issued_on or clock.today()).isoformat(),
            **({"cc": order.co_units} if order.co_units else {}),
        },
    }


def _field(label: str, text: str, lines: int = 1) -> Field:
    return {"label": label, "text": text, "lines": lines}


def _by_hand(first: str, second: str, lines: int) -> str:
    """Return a blank box: room to write in, and at its foot who signs and when."""
    foot = f"{first}{'　' * 4}{second}{'　' * 4}年　　月　　日"
    return "\n" * (lines - 1) + foot


def _project_rows(order: Order) -> list[list[Field]]:
    if order.project is None:
        return []
    return [[_field("涉及项目", order.project.name), _field("项目编号", order.project.number)]]


def _addressee_rows(order: Order) -> list[list[Field]]:
    rows = [[_field("主办单位", order.unit), _field("责任人", order.person)]]
    return [*rows, [_field("协办单位", order.co_units)]] if order.co_units else rows


def _issuer_rows(order: Order, deadline: str) -> list[list[Field]]:
    signer = order.issued_by.name if order.issued_by else ""
    return [
        [_field(deadline, chinese_day(order.due_on)), _field("签发人", signer)],
        [_field("联系人", order.contact), _field("联系电话", order.phone)],
    ]


def _attachments(order: Order) -> str:
    names = [row.name for row in order.attachments.all()]
    return "\n".join(f"{place}. {name}" for place, name in enumerate(names, 1)) or "无"
