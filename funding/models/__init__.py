from funding.models.payment import Payment
from funding.models.source import FundingSource, Receipt

__all__ = ["FundingSource", "Payment", "Receipt"]
