"""The HTML of our mails before the W3C's checker (vnu): no error and no warning."""

from tests.lab import golden, judges


def test_the_w3c_checker_finds_nothing(tmp_path):
    java, checker = judges.command("java"), judges.npm("vnu-jar/build/dist/vnu.jar")
    for name in golden.NAMES:
        (tmp_path / f"{name}.html").write_text(golden.html(name), encoding="utf-8")
    done = judges.said(java, "-jar", checker, "--format", "gnu", *sorted(tmp_path.glob("*.html")))
    assert done.stderr.strip() == ""
    assert done.returncode == 0
