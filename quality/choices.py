"""Words of quality supervision: kinds, results and states as users read them."""

from django.db import models


class FindingCategory(models.TextChoices):
    QUALITY = "工程质量", "工程质量"
    SAFETY = "施工安全", "施工安全"
    PROGRESS = "施工进度", "施工进度"
    MATERIALS = "材料管理", "材料管理"
    SITE = "文明施工", "文明施工"
    PAPERS = "资料管理", "资料管理"
    OTHER = "其他", "其他"


class FindingState(models.TextChoices):
    """Where a finding stands, derived from its dates and never stored."""

    OPEN = "open", "待整改"
    REPLIED = "replied", "待复查"
    CLOSED = "closed", "已销号"


class RoleKind(models.TextChoices):
    """Who answers for a project's quality; the units first, then their people."""

    OWNER = "建设单位", "建设单位"
    DESIGNER = "设计单位", "设计单位"
    CONTRACTOR = "施工单位", "施工单位"
    SUPERVISOR = "监理单位", "监理单位"
    TESTER = "检测单位", "检测单位"
    OWNER_PERSON = "建设单位项目负责人", "建设单位项目负责人"
    DESIGN_PERSON = "设计项目负责人", "设计项目负责人"
    MANAGER = "项目经理", "项目经理"
    CHIEF_SUPERVISOR = "总监理工程师", "总监理工程师"
    TEST_PERSON = "检测负责人", "检测负责人"
    RESIDENTS = "居民监督小组", "居民监督小组"


class Verdict(models.TextChoices):
    """`PENDING` is what nobody has judged yet."""

    PENDING = "pending", "待检"
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"


GIVEN = Verdict.choices[1:]  # what a test or a check says that has been made


class InspectionKind(models.TextChoices):
    SCHEDULED = "scheduled", "定期检查"
    UNANNOUNCED = "unannounced", "暗访"
    SAMPLED = "sampled", "随机抽查"
    SAFETY = "safety", "安全排查"


class LogKind(models.TextChoices):
    PATROL = "patrol", "监理巡查"
    STATION = "station", "监理旁站"
    MATERIALS = "materials", "材料专人监督"
    RESIDENTS = "residents", "居民监督"


class TestPhase(models.TextChoices):
    """The three technical reports of a project: diagnosis, review, type inspection."""

    __test__ = False

    BEFORE = "before", "改造前诊断评估"
    DURING = "during", "改造中审核测评"
    AFTER = "after", "改造后型式检查"


class Method(models.TextChoices):
    SECTIONS = "分段施工", "分段施工"
    TRENCHLESS = "非开挖", "非开挖"
    SHIFTED = "错峰施工", "错峰施工"
    PREFABRICATED = "预制装配", "预制装配"
    OTHER = "其他", "其他"


class RoundKind(models.TextChoices):
    INITIAL = "initial", "初验"
    AGAIN = "again", "复验"
    EXPERT = "expert", "专家验收"
    FINAL = "final", "竣工验收"


class Moment(models.TextChoices):
    NONE = "", "现场"
    BEFORE = "before", "整改前"
    AFTER = "after", "整改后"


BADGES = {
    Verdict.PENDING: "warn",
    Verdict.PASSED: "good",
    Verdict.FAILED: "bad",
}
# the project's own columns that say who holds a role now; the ledger is where they stand
LEDGER_ROLES = {
    RoleKind.OWNER: "lead_unit",
    RoleKind.CONTRACTOR: "contractor",
    RoleKind.SUPERVISOR: "supervisor",
    RoleKind.MANAGER: "project_manager",
    RoleKind.CHIEF_SUPERVISOR: "chief_supervisor",
}
PERSONAL = frozenset(
    {
        RoleKind.OWNER_PERSON, RoleKind.DESIGN_PERSON, RoleKind.MANAGER,
        RoleKind.CHIEF_SUPERVISOR, RoleKind.TEST_PERSON, RoleKind.RESIDENTS,
    }
)  # fmt: skip
