from orders.models.attachment import Attachment
from orders.models.event import OrderEvent
from orders.models.extension import Extension
from orders.models.office import OrderOffice, OrderSeries
from orders.models.order import Order
from orders.models.rule import EscalationRule
from orders.models.talk import Commitment, TalkRecord
from orders.models.task import KeyTask, TaskEvent

__all__ = [
    "Attachment",
    "Commitment",
    "EscalationRule",
    "Extension",
    "KeyTask",
    "Order",
    "OrderEvent",
    "OrderOffice",
    "OrderSeries",
    "TalkRecord",
    "TaskEvent",
]
