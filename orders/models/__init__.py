from orders.models.attachment import Attachment
from orders.models.event import OrderEvent
from orders.models.extension import Extension
from orders.models.office import OrderOffice, OrderSeries
from orders.models.order import Order
from orders.models.rule import EscalationRule
from orders.models.talk import Commitment, TalkRecord

__all__ = [
    "Attachment",
    "Commitment",
    "EscalationRule",
    "Extension",
    "Order",
    "OrderEvent",
    "OrderOffice",
    "OrderSeries",
    "TalkRecord",
]
