"""The quality archive of a project as one PDF (质量档案): people, materials, tests, checks, acceptance.

Only what is kept for good goes in, in the order of its dates; the PDF is dated with the day it is
true for, so that the same records print as the same bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from PIL import Image

from core.documents.pdf import render_pdf
from core.typst import RenderResult
from orders.words import chinese_day
from projects.models import Project, ProjectEvidence
from quality.choices import Verdict
from quality.models import (
    AcceptanceRound,
    Evidence,
    Handover,
    InspectionFinding,
    Material,
    ProcessCheck,
    SiteCheck,
    SiteLog,
    TestReport,
)
from quality.responsibility import terms

SIDE: Final = 800  # pixels: a photo is printed 78 mm wide
QUALITY: Final = 75
Json = dict[str, Any]


def render_archive(project: Project, day: date) -> RenderResult:
    """Return the archive as it stood on `day`."""
    sections, photos = _sections(project, day)
    index = [[number, name, count] for number, (name, count, _) in enumerate(sections, 1)]
    blocks: list[Any] = [
        {"type": "form", "rows": _cover(project, day)},
        {"type": "table", "title": "卷内目录", "rows": index, "columns": [
            {"label": "序号", "width": 1}, {"label": "内容", "width": 5, "align": "left"},
            {"label": "件数", "width": 1},
        ]},
    ]  # fmt: skip
    blocks.append({"type": "pagebreak"})
    for number, (name, _, parts) in enumerate(sections):
        blocks += [
            {"type": "h1", "text": f"{ORDER[number]}、{name}"},
            *parts,
        ]
    document = {
        "kind": "sheet",
        "title": f"{project.name}质量档案",
        "title_lines": [project.name, "质量档案"],
        "issuer": project.lead_unit or project.region.name,
        "date": day.isoformat(),
        "meta": [f"项目编号：{project.number}", f"截至{chinese_day(day)}"],
        "blocks": blocks,
    }
    return render_pdf(document, photos)  # type: ignore[arg-type]


ORDER: Final = "一二三四五六七八九十"


def _sections(
    project: Project, day: date
) -> tuple[list[tuple[str, int, list[Any]]], dict[str, bytes]]:
    """Return name, count and blocks of each section, and the photos by file name."""
    photos: dict[str, bytes] = {}
    found = [_people(project, day)]
    for name, rows, columns, cells in _tables(project, day):
        listed = list(rows)
        table = {"type": "table", "columns": columns, "rows": [cells(row) for row in listed],
                 "empty": "无", "size": 9}  # fmt: skip
        found.append((name, len(listed), [table, *_photos(listed, photos, day)]))
    found.append(_files(project, day))
    return found, photos


def _cover(project: Project, day: date) -> list[list[Json]]:
    def field(label: str, text: Any) -> Json:
        return {"label": label, "text": str(text or "—")}

    def when(label: str, value: date | None) -> Json:
        return field(label, chinese_day(value) if value and value <= day else "—")

    return [
        [field("项目名称", project.name)],
        [field("项目编号", project.number), field("年度", f"{project.year}年")],
        [field("所属区划", project.region.name), field("建设单位", project.lead_unit)],
        [field("施工单位", project.contractor), field("监理单位", project.supervisor)],
        [when("实际开工", project.started_on), when("实际完工", project.finished_on)],
        [when("竣工验收", project.accepted_on), field("归档截至", chinese_day(day))],
    ]


def _people(project: Project, day: date) -> tuple[str, int, list[Any]]:
    rows = [
        [
            term.role.label, term.name,
            chinese_day(term.since) if term.since else "自始",
            chinese_day(term.until) if term.until and term.until <= day else "至今", term.basis,
        ]
        for term in terms(project)
        if term.since is None or term.since <= day
    ]  # fmt: skip
    columns = _columns("责任", "单位或姓名", "起", "止", "依据")
    return "质量责任主体和人员", len(rows), [
        {"type": "table", "columns": columns, "rows": rows, "size": 9}
    ]  # fmt: skip


def _columns(*labels: str) -> list[Json]:
    return [{"label": label} for label in labels]


def _tables(project: Project, day: date) -> Iterable[tuple[str, Iterable[Any], list[Json], Any]]:
    """Yield name, rows, columns and how a row is printed, section by section."""
    of = {"project": project}
    yield (
        "进场材料", Material.objects.filter(**of, arrived_on__lte=day).order_by("arrived_on", "pk"),
        _columns("进场日期", "材料", "品牌规格", "批号", "供应商", "结论", "核验人", "使用部位"),
        lambda r: [
            _iso(r.arrived_on), r.kind, f"{r.brand} {r.model}".strip(), r.batch, r.supplier,
            r.get_verdict_display(), r.checker, r.used_where,
        ],
    )  # fmt: skip
    yield (
        "检测报告",
        TestReport.objects.filter(**of, tested_on__lte=day).order_by("tested_on", "pk"),
        _columns("检测日期", "报告编号", "检测机构", "检测项目", "样品或部位", "检测依据", "结果", "结论"),
        lambda r: [
            _iso(r.tested_on), r.number, r.agency, r.item, r.sample, r.standard, r.result,
            _corrected(r),
        ],
    )  # fmt: skip
    yield (
        "工序和隐蔽工程检查",
        ProcessCheck.objects.filter(**of, checked_on__lte=day).order_by("checked_on", "pk"),
        _columns("检查日期", "部位", "工序", "隐蔽", "检查人", "结论", "检查情况"),
        lambda r: [
            _iso(r.checked_on), r.place, r.procedure, "是" if r.hidden else "否", r.inspector,
            r.get_verdict_display(), r.note,
        ],
    )  # fmt: skip
    yield (
        "监督检查",
        SiteCheck.objects.filter(**of, visited_on__lte=day)
        .select_related("inspection").order_by("visited_on", "pk"),
        _columns("检查日期", "检查", "检查人", "结论", "检查情况"),
        lambda r: [
            _iso(r.visited_on), r.inspection.title, r.inspectors, r.get_verdict_display(), r.note,
        ],
    )  # fmt: skip
    yield (
        "检查问题和整改",
        InspectionFinding.objects.filter(**of, found_on__lte=day).order_by("found_on", "pk"),
        _columns("检查日期", "问题", "整改要求", "整改回复", "销号日期"),
        lambda r: [
            _iso(r.found_on), r.text, r.requirement, r.reply if _by(r.replied_on, day) else "",
            _iso(r.closed_on) if _by(r.closed_on, day) else "未销号",
        ],
    )  # fmt: skip
    yield (
        "监理巡查和居民监督",
        SiteLog.objects.filter(**of, logged_on__lte=day).order_by("logged_on", "pk"),
        _columns("日期", "种类", "人员", "情况和意见", "处理情况"),
        lambda r: [_iso(r.logged_on), r.get_kind_display(), r.people, r.text, r.reply],
    )
    yield (
        "验收和移交", [
            *AcceptanceRound.objects.filter(**of, held_on__lte=day)
            .prefetch_related("signatures").order_by("number"),
            *Handover.objects.filter(**of, handed_on__lte=day),
        ],
        _columns("日期", "事项", "结论", "签字", "存在缺陷或移交内容"), _accepted,
    )  # fmt: skip


def _accepted(row: Any) -> list[Any]:
    if isinstance(row, Handover):
        return [_iso(row.handed_on), f"移交{row.receiver}", "—", row.person, row.note]
    signed = "、".join(
        f"{one.party}{one.person}" + ("" if one.agrees else "（不同意）")
        for one in row.signatures.all()
    )
    return [_iso(row.held_on), str(row), row.get_verdict_display(), signed, row.defects]


def _corrected(row: TestReport) -> str:
    words = Verdict(row.verdict).label
    if row.corrects_id is not None:
        return f"{words}（更正{row.corrects.number}）" if row.corrects else words
    return words


def _photos(rows: Sequence[Any], photos: dict[str, bytes], day: date) -> list[Any]:
    """Return the photos of records as a block, before and after side by side as they were added."""
    kept: list[Any] = []
    for row in rows:
        if not hasattr(row, "evidence"):
            continue
        for one in row.evidence.filter(is_photo=True, added_at__date__lte=day).order_by("pk"):
            name = f"photo{one.pk}.jpg"
            photos[name] = _small(one)
            moment = f"　{one.get_moment_display()}" if one.moment else ""
            taken = f"　{one.taken_at:%Y-%m-%d}" if one.taken_at else ""
            kept.append({"file": name, "caption": f"{row}{moment}{taken}"})
    return [{"type": "photos", "items": kept}] if kept else []


def _small(one: Evidence) -> bytes:
    with one.file.open("rb") as stream:
        picture = Image.open(BytesIO(stream.read()), formats=("JPEG",))
        picture.draft("RGB", (SIDE, SIDE))
        picture.thumbnail((SIDE, SIDE))
        out = BytesIO()
        picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _files(project: Project, day: date) -> tuple[str, int, list[Any]]:
    """Return the list of every photo and file kept, the project's own evidence first."""
    own = [
        [row.get_kind_display(), row.name, _iso(row.dated), row.added_by.name, row.sha256[:16]]
        for row in ProjectEvidence.objects.standing()
        .filter(project=project, dated__lte=day)
        .select_related("added_by").order_by("pk")
    ]  # fmt: skip
    rows = list(
        Evidence.objects.filter(project=project, added_at__date__lte=day)
        .select_related("added_by").order_by("pk")
    )  # fmt: skip
    names: Mapping[int, str] = {
        kind.pk: str(model._meta.verbose_name)
        for kind in ContentType.objects.filter(pk__in={row.content_type_id for row in rows})
        if (model := kind.model_class()) is not None
    }
    cells = own + [
        [names.get(row.content_type_id, ""), row.name, f"{row.added_at:%Y-%m-%d}",
         row.added_by.name, row.sha256[:16]]
        for row in rows
    ]  # fmt: skip
    columns = _columns("所属记录", "文件名", "归档日期", "归档人", "SHA-256（前16位）")
    return "影像和文件清单", len(cells), [
        {"type": "table", "columns": columns, "rows": cells, "size": 9, "empty": "无"}
    ]  # fmt: skip


def _by(value: date | None, day: date) -> bool:
    return value is not None and value <= day


def _iso(value: date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else "—"
