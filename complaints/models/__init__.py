from complaints.models.category import ComplaintCategory
from complaints.models.complainant import Complainant
from complaints.models.complaint import Complaint
from complaints.models.dispute import Dispute, DisputeLevel, MassNotice, MediationStep
from complaints.models.event import ComplaintEvent
from complaints.models.extension import ComplaintExtension
from complaints.models.notice import WorkNotice
from complaints.models.page import ComplaintSeries, PublicPage, PublicSetting
from complaints.models.petition import PetitionReview
from complaints.models.photo import ComplaintPhoto
from complaints.models.time_rule import TimeRule

__all__ = [
    "Complainant",
    "Complaint",
    "ComplaintCategory",
    "ComplaintEvent",
    "ComplaintExtension",
    "ComplaintPhoto",
    "ComplaintSeries",
    "Dispute",
    "DisputeLevel",
    "MassNotice",
    "MediationStep",
    "PetitionReview",
    "PublicPage",
    "PublicSetting",
    "TimeRule",
    "WorkNotice",
]
