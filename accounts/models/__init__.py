from accounts.models.access import AccessEvent
from accounts.models.region import Region
from accounts.models.user import User

__all__ = ["AccessEvent", "Region", "User"]
