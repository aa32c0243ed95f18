"""What the description of the API says (drf-spectacular)."""

SPECTACULAR_SETTINGS = {
    "TITLE": "城镇老旧小区改造调度平台 API",
    "DESCRIPTION": (
        "与网页同一数据范围、同一权限、同一筛选条件。金额以元计，为两位小数的文本；"
        "面积以㎡、百分数以%计，同为两位小数的文本；唯指标数值（figures）的金额以万元计、为数字，"
        "比率为一位小数的文本。区划代码为12位数字的文本，周以周一日期表示。"
        "列表一律分页，每页默认50条，最多200条。用网页会话或“我的账号”中生成的令牌登录："
        "Authorization: Token …"
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"validatorUrl": None, "deepLinking": True, "docExpansion": "none"},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "RegionLevel": "accounts.choices.RegionLevel",
        "PlanState": "projects.choices.PlanState",
        "EntryState": "projects.choices.EntryState",
        "ImportState": "projects.choices.ImportState",
        "ProjectStatus": "projects.choices.ProjectStatus",
        "SuspensionKind": "projects.choices.SuspensionKind",
        "StopKind": "projects.choices.StopKind",
        "EvidenceKind": "projects.choices.EvidenceKind",
        "OrderKind": "orders.choices.OrderKind",
        "DraftedKind": "orders.choices.DRAFTED_KINDS",
        "OrderState": "orders.choices.OrderState",
        "TaskState": "orders.choices.TaskState",
        "TaskSource": "orders.choices.TaskSource",
        "TaskEventKind": "orders.choices.TaskEventKind",
        "OrderEventKind": "orders.choices.EventKind",
        "ComplaintState": "complaints.choices.ComplaintState",
        "ComplaintLevel": "complaints.choices.Level",
        "Verdict": "quality.choices.Verdict",
        "GivenVerdict": "quality.choices.GIVEN",
        "ContractKind": "funding.choices.ContractKind",
        "TenderMethod": "funding.choices.TenderMethod",
        "SplitBy": "funding.choices.SplitBy",
        "RequestKind": "funding.choices.RequestKind",
        "RequestState": "funding.choices.RequestState",
        "PaymentStepKind": "funding.choices.StepKind",
        "GrantKind": "funding.choices.GrantKind",
        "MeetingKind": "reports.choices.MeetingKind",
        "MeetingState": "reports.choices.MeetingState",
        "DecisionStatus": "reports.choices.DecisionStatus",
        "ReportKind": "reports.choices.ReportKind",
        "ReportState": "reports.choices.ReportState",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.schema.document_refusals",
    ],
}
