from accounts.models.access import AccessEvent
from accounts.models.holiday import Holiday
from accounts.models.password import PasswordRecord
from accounts.models.region import Region
from accounts.models.user import User

__all__ = ["AccessEvent", "Holiday", "PasswordRecord", "Region", "User"]
