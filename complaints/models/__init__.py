from complaints.models.complaint import Complaint
from complaints.models.dispute import Dispute

__all__ = ["Complaint", "Dispute"]
