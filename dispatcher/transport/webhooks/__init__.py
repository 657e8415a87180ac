"""A provider's call → reports, once it is known to be the provider's: SES by SNS, Postmark, SendGrid, Mailgun."""

from dispatcher.transport.webhooks.call import Call, Confirmation, Refused

__all__ = ["Call", "Confirmation", "Refused"]
