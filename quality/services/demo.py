"""The demo city's quality: a sampled inspection, a safety round, a failed batch and its recall,
hidden works, a failed 初验. Names are invented; no figure changes.
"""

from datetime import date, timedelta
from io import BytesIO
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import Region, User
from core import clock
from projects.models import Project
from quality.choices import InspectionKind, RoleKind, RoundKind, Verdict
from quality.models import Inspection, Material, MethodNote, ProcessCheck, SiteLog, TestReport
from quality.services.acceptance import decide_round, open_round, sign_round
from quality.services.assignments import assign_role
from quality.services.findings import Facts, enter_finding
from quality.services.inspections import Plan, open_inspection, record_visit
from quality.services.recalls import recall_batch
from quality.services.records import add_record

BATCH: Final = {
    "kind": "SBS改性沥青防水卷材", "brand": "江源", "model": "Ⅰ型 3mm", "batch": "JY230512",
    "supplier": "云江江源防水材料公司", "quantity": "600㎡", "checker": "林工",
}  # fmt: skip
SAMPLE: Final = 8
SEED: Final = 20230718
TAKEN: Final = 5  # projects that took the batch


def seed(city: Region) -> None:
    """Add the demo rows once."""
    office = User.objects.filter(username="office", region=city).first()
    if office is None or Inspection.objects.filter(region=city).exists():
        return
    building = list(
        Project.objects.in_region(city.pk)
        .filter(started_on__lt=date(2023, 5, 1), finished_on=None, year=2023)
        .exclude(contractor="").select_related("region").order_by("number")[:40]
    )  # fmt: skip
    _inspect(city, office)
    _materials(building[::8][:TAKEN], office)
    for project in building[:1]:
        _works(project, office)
    _accept(city, office)


def _inspect(city: Region, office: User) -> None:
    with clock.at(date(2023, 7, 18)):
        sample = open_inspection(
            Plan(
                InspectionKind.SAMPLED, "2023年7月质量随机抽查", clock.today(), "市住建局",
                "林工、何工", area=city, size=SAMPLE, seed=SEED,
            ),
            by=office,
        )  # fmt: skip
        checks = list(sample.checks.select_related("project__region").order_by("pk"))
        for check in checks[:-2]:
            record_visit(check, _visit(Verdict.PASSED, ""), answers=_answers("是"), by=office)
        bad = checks[-2]
        found = _visit(Verdict.FAILED, "3号楼外墙保温层空鼓，抽测3处均不合格")
        record_visit(bad, found, answers=_answers("是"), by=office, files=[_photo("整改前", 3)])
        facts = Facts(
            clock.today(), "林工、何工", "工程质量", "外墙保温层空鼓", "铲除重做，附整改照片",
            date(2023, 7, 28), bad.project.contractor or "施工单位", bad.project.project_manager,
        )  # fmt: skip
        enter_finding(bad.project, facts, by=office, check=bad)
    district = Region.objects.children_of(city.pk).first()
    with clock.at(date(2023, 7, 20)):
        plan = Plan(
            InspectionKind.SAFETY, "汛期安全排查", clock.today(), "市住建局", "何工", area=district
        )
        round_of = open_inspection(plan, by=office)
        visits = round_of.checks.select_related("project__region").order_by("pk")
        for check in visits[: max(1, visits.count() * 2 // 3)]:
            record_visit(check, _visit(Verdict.PASSED, ""), answers=_answers("是"), by=office)


def _visit(verdict: str, note: str) -> dict[str, Any]:
    return {
        "visited_on": clock.today(), "inspectors": "林工、何工", "verdict": verdict, "note": note,
    }  # fmt: skip


def _answers(word: str) -> dict[str, str]:
    lines = ("质量责任公示牌在现场公示，内容与实际相符", "监理人员在岗，巡查记录齐全")
    return dict.fromkeys(lines, word)


def _materials(projects: list[Project], office: User) -> None:
    first: Material | None = None
    for place, project in enumerate(projects):
        with clock.at(date(2023, 5, 20 + place)):
            facts = BATCH | {"arrived_on": clock.today(), "checked_on": clock.today()}
            facts |= {"verdict": Verdict.PASSED}
            if place < 3:
                facts |= {"used_where": f"{place + 2}号楼屋面", "used_on": clock.today()}
            row = add_record(Material, project, facts, by=office, files=[_paper("合格证")])
            first = first or row
    if first is None:
        return
    with clock.at(date(2023, 7, 21)):
        report = {
            "number": "YJJC-2023-0712", "agency": "云江市建筑工程检测中心", "phase": "during",
            "item": "不透水性", "sample": "2号楼屋面取样卷材", "standard": "GB 18242-2008",
            "tested_on": clock.today(), "result": "0.3MPa、30min渗水，标准要求不透水",
            "verdict": Verdict.FAILED, "advice": "同批次停止使用", "material": first,
        }  # fmt: skip
        add_record(TestReport, first.project, report, by=office, files=[_paper("检测报告")])
    with clock.at(date(2023, 7, 24)):
        recall_batch(first, reason="检测报告YJJC-2023-0712不透水性不合格", by=office)


def _works(project: Project, office: User) -> None:
    with clock.at(date(2023, 6, 6)):
        assign_role(
            project, role=RoleKind.TESTER, name="云江市建筑工程检测中心", since=clock.today(),
            basis="检测委托合同", by=office,
        )  # fmt: skip
        hidden = {
            "place": "1号楼北侧管沟", "procedure": "雨污管道敷设", "hidden": True,
            "checked_on": clock.today(), "inspector": "监理张工", "verdict": Verdict.PASSED,
            "note": "坡度、接口、闭水符合要求",
        }  # fmt: skip
        add_record(ProcessCheck, project, hidden, by=office, files=[_photo("管道敷设", 0)])
    with clock.at(date(2023, 6, 9)):
        filled = {
            "place": "1号楼北侧管沟", "procedure": "管沟回填", "checked_on": clock.today(),
            "inspector": "监理张工", "verdict": Verdict.PASSED,
        }  # fmt: skip
        add_record(ProcessCheck, project, filled, by=office, files=[_photo("回填", 1)])
        log = {
            "kind": "residents", "logged_on": clock.today(), "people": "居民监督小组",
            "text": "2单元门口临时便道不平，老人出行不便", "reply": "已铺设钢板",
            "replied_on": clock.today(),
        }  # fmt: skip
        add_record(SiteLog, project, log, by=office)
        method = {
            "method": "分段施工", "section": "1至3号楼前道路", "from_on": date(2023, 6, 1),
            "to_on": date(2023, 7, 15), "impact": "每段不超过50米，保留消防通道",
        }  # fmt: skip
        add_record(MethodNote, project, method, by=office)


def _accept(city: Region, office: User) -> None:
    rows = Project.objects.in_region(city.pk).filter(finished_on__lte=date(2023, 7, 20))
    project = rows.select_related("region").order_by("-finished_on", "number").first()
    if project is None or project.finished_on is None:
        return
    defects = "4单元雨水管接口渗水\n2号楼楼道灯两盏不亮"
    _round(project, RoundKind.INITIAL, project.finished_on + timedelta(days=3), office, defects)
    _round(project, RoundKind.AGAIN, project.finished_on + timedelta(days=12), office, "")


def _round(project: Project, kind: str, day: date, office: User, defects: str) -> None:
    """Hold one round with every signature; it fails where there are defects."""
    with clock.at(day):
        row = open_round(project, {"kind": kind, "held_on": day, "chair": "街道办事处"}, by=office)
        for party in row.parties:
            agrees = not defects or party != "业主代表"
            values = {
                "party": party, "person": f"{party[:1]}某", "agrees": agrees, "signed_on": day,
                "opinion": "" if agrees else "4单元雨水管接口渗水",
            }  # fmt: skip
            sign_round(row, values, by=office)
        verdict = Verdict.FAILED if defects else Verdict.PASSED
        decide_round(row, verdict=verdict, defects=defects, decided_on=day, by=office)


def _paper(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", b"%PDF-1.4\n%%EOF\n")


def _photo(name: str, hue: int) -> SimpleUploadedFile:
    """Return a drawing that stands for a photo: the demo city has no real site."""
    colours = ("#8fa8bf", "#b8a27a", "#9bb89a", "#b99a94")
    picture = Image.new("RGB", (960, 720), colours[hue])
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 480, 960, 720), fill="#6b5b4a")
    pen.rectangle((180, 180, 520, 500), fill="#d9d3c7", outline="#555", width=6)
    for left in (220, 320, 420):
        pen.rectangle((left, 240, left + 60, 320), fill="#7d93a6")
    pen.rectangle((100, 560, 860, 610), fill="#c9732b")
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=80)
    return SimpleUploadedFile(f"{name}.jpg", stream.getvalue())
