"""What a preview warns of, each fault in a mail made for it."""

from email.message import EmailMessage

import pytest

from dispatcher.templating.mail_parts import mail_parts

HTML = '<html lang="en"><body><h1>News</h1><a href="https://example.org/a">A</a></body></html>'
TEXT = "News\n\nhttps://example.org/a\n"


def mail(html=HTML, text=TEXT, subject="News", **more):
    message = EmailMessage()
    fields = {
        "Subject": subject,
        "From": "World <world@example.org>",
        "List-Id": "<world.example.org>",
        "List-Unsubscribe": "<https://example.org/u>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    } | {name.replace("_", "-"): value for name, value in more.items()}
    for name, value in fields.items():
        if value:
            message[name] = value
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message.as_bytes().replace(b"\n", b"\r\n")


def test_a_mail_without_fault_gives_no_warning():
    assert mail_parts(mail()).warnings == ()


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        (mail(subject=""), "no subject"),
        (mail(subject="word " * 30), "the subject has 150 characters"),
        (mail(List_Unsubscribe=""), "no List-Unsubscribe:"),
        (mail(List_Unsubscribe_Post=""), "no List-Unsubscribe-Post"),
        (mail(html=HTML + "<p>" + "long " * 20_000), "Gmail cuts the foot off"),
        (mail(html=HTML.replace("<h1>News</h1>", "")), "has no h1"),
        (mail(html=HTML.replace("<h1>News</h1>", "<h1>a</h1><h1>b</h1>")), "has 2 h1"),
        (mail(html=HTML.replace(' lang="en"', "")), "does not say its language"),
        (mail(html=HTML + "<img src='https://example.org/x.png'>"), "an image has no alt text"),
        (mail(html=HTML + "<script>1</script>"), "<script> is taken out"),
        (mail(html=HTML.replace("https:", "http:"), text=TEXT.replace("https:", "http:")), "not https: http://example"),
        (mail(html=HTML + "<a href=''>x</a><a href=''>y</a>"), "a link leads nowhere (2 times)"),
        (mail(html=HTML + "<a href='javascript:1'>x</a>"), "no web address"),
        (mail(html=HTML + "\ue000name\ue001"), "a blank is left in the HTML part"),
        (mail(text=TEXT + "\ue000name\ue001"), "a blank is left in the text part"),
        (mail(text=TEXT + "x" * 90), "wider than 76 columns"),
        (mail(text="News"), "1 links of the HTML part are not in the text part"),
        (mail(html=""), "no HTML part"),
        (mail(text=""), "no text part"),
    ],
)
def test_each_fault_is_told(data, warning):
    assert any(warning in each for each in mail_parts(data).warnings), mail_parts(data).warnings


def test_the_source_is_all_of_it_and_sizes_are_as_encoded():
    data = mail(html=HTML + "é" * 1_000)
    parts = mail_parts(data)
    assert parts.source == data.decode().replace("\r\n", "\n")
    assert parts.size == len(data)
    assert parts.html_size > 1_000 + len(HTML)  # base64 or quoted-printable
    assert parts.header_lines.startswith("Subject: News\n")
