"""Mails that come back, in the shapes that servers give them; the words are ours."""

from __future__ import annotations

ANNA = "anna@example.org"
OUR_ID = "<f00d@news.example.org>"


def delivery_report(
    *groups: str,
    notice: str = "Your message could not be delivered.",
    to: str = "bounces@news.example.org",
    own_id: str = "<report-1@mx.example.com>",
    ours: str = f"Message-ID: {OUR_ID}\nTo: {ANNA}\nSubject: The briefing\n",
) -> bytes:
    """RFC 3464: what a server says to people, to programs, and the head of our message."""
    fields = "\n\n".join(("Reporting-MTA: dns; mx.example.com", *groups))
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
To: {to}
Message-ID: {own_id}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

{notice}

--b1
Content-Type: message/delivery-status

{fields}

--b1
Content-Type: text/rfc822-headers

{ours}
--b1--
""".encode()


def group(
    address: str = ANNA, *, status: str = "5.1.1", said: str = "550 5.1.1 no such user", action: str = "failed"
) -> str:
    """What a report says of one recipient."""
    return f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {said}"


def feedback_report(kind: str = "abuse", *, ours: str = f"Message-ID: {OUR_ID}\nTo: {ANNA}\n", more: str = "") -> bytes:
    """RFC 5965: a reader pressed "spam"."""
    return f"""From: Feedback loop <fbl@mail.example.com>
To: bounces@news.example.org
Message-ID: <complaint-1@mail.example.com>
Subject: FW: The briefing
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

--b1
Content-Type: text/plain

This is an abuse report.

--b1
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Loop/1.0
Version: 1
{more}
--b1
Content-Type: message/rfc822

{ours}
--b1--
""".encode()


def written(
    text: str,
    *,
    sender: str = "Mail Delivery System <mailer-daemon@mx.example.com>",
    subject: str = "Undeliverable: The briefing",
    more: str = "",
) -> bytes:
    """A report for people only."""
    return f"From: {sender}\nTo: bounces@news.example.org\nSubject: {subject}\n{more}\n{text}".encode()
