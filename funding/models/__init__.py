from funding.models.batch import Allocation, FundingBatch
from funding.models.contract import Contract, ContractShare, Variation
from funding.models.contribution import Contribution
from funding.models.grant import Grant
from funding.models.income import OperatingIncome
from funding.models.kind import SourceKind
from funding.models.payment import Payment
from funding.models.request import PaymentRequest, RequestFile, RequestStep
from funding.models.rule import MoneyRule
from funding.models.settlement import FinalAccount
from funding.models.source import FundingSource, Receipt, ReceiptFile
from funding.models.subsidy import SubsidyRule
from funding.models.tender import Lot, Tender

__all__ = [
    "Allocation",
    "Contract",
    "ContractShare",
    "Contribution",
    "FinalAccount",
    "FundingBatch",
    "FundingSource",
    "Grant",
    "Lot",
    "MoneyRule",
    "OperatingIncome",
    "Payment",
    "PaymentRequest",
    "Receipt",
    "ReceiptFile",
    "RequestFile",
    "RequestStep",
    "SourceKind",
    "SubsidyRule",
    "Tender",
    "Variation",
]
