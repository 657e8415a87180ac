"""Amazon's SNS, as it signs: a key of its own, the certificate of it, and whoever asks for that is noted."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.fakes.people import NOON

TOPIC = "arn:aws:sns:eu-west-1:000000000000:bounces"
CERTIFICATE_URL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem"


class Amazon:
    """SNS: a key, its certificate, and how it signs."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.example.com")])
        made = x509.CertificateBuilder(name, name, self.key.public_key(), x509.random_serial_number())
        made = made.not_valid_before(NOON - timedelta(days=9)).not_valid_after(NOON + timedelta(days=9))
        self.pem = made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        self.asked = []

    async def certificate(self, url):
        self.asked.append(url)
        return self.pem

    def signed(self, message, *, kind="Notification", version="2", **more):
        said = {
            "Type": kind,
            "MessageId": "m1",
            "TopicArn": TOPIC,
            "Message": message if isinstance(message, str) else json.dumps(message),
            "Timestamp": "2026-11-24T12:00:00.000Z",
            "SignatureVersion": version,
            "SigningCertURL": CERTIFICATE_URL,
        } | more
        names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        text = "".join(f"{name}\n{said[name]}\n" for name in names if name in said)
        digest = hashes.SHA256() if version == "2" else hashes.SHA1()
        said["Signature"] = base64.b64encode(self.key.sign(text.encode(), padding.PKCS1v15(), digest)).decode()
        return said
