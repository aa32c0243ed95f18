from funding.models.batch import Allocation, FundingBatch
from funding.models.income import OperatingIncome
from funding.models.kind import SourceKind
from funding.models.payment import Payment
from funding.models.source import FundingSource, Receipt, ReceiptFile
from funding.models.subsidy import SubsidyRule

__all__ = [
    "Allocation",
    "FundingBatch",
    "FundingSource",
    "OperatingIncome",
    "Payment",
    "Receipt",
    "ReceiptFile",
    "SourceKind",
    "SubsidyRule",
]
