from quality.models.acceptance import AcceptanceParty, AcceptanceRound, Handover, SignOff
from quality.models.assignment import RoleAssignment
from quality.models.evidence import Evidence
from quality.models.finding import InspectionFinding
from quality.models.inspection import ChecklistItem, Inspection, SiteCheck
from quality.models.recall import Recall
from quality.models.records import (
    EffectivenessCheck,
    Material,
    MethodNote,
    ProcessCheck,
    SiteLog,
    TestReport,
)

__all__ = [
    "AcceptanceParty",
    "AcceptanceRound",
    "ChecklistItem",
    "EffectivenessCheck",
    "Evidence",
    "Handover",
    "Inspection",
    "InspectionFinding",
    "Material",
    "MethodNote",
    "ProcessCheck",
    "Recall",
    "RoleAssignment",
    "SignOff",
    "SiteCheck",
    "SiteLog",
    "TestReport",
]
