"""Message → Delivery: conversations with a relay, and what their replies mean."""

from dispatcher.transport.envelope import Envelope, Ledger, SendReport
from dispatcher.transport.group_commit import GroupLedger
from dispatcher.transport.relay import FolderRelay, Relay, Timeouts
from dispatcher.transport.send import send

__all__ = ["Envelope", "FolderRelay", "GroupLedger", "Ledger", "Relay", "SendReport", "Timeouts", "send"]
