"""
Mailman 3: one message to the members of a fully personalised list, as its outgoing runner delivers it.

`python by_mailman.py PORT MESSAGES FILE`, in `.bench/python`. The list, its members and its footer are made first; only `deliver` is measured.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from mailman.core.initialize import initialize
from measure import measured

CONFIGURATION = """
[mailman]
layout: bench
noreply_address: noreply@example.org
site_owner: owner@example.org
[paths.bench]
var_dir: {folder}/var
bin_dir: {folder}
[database]
class: mailman.database.sqlite.SQLiteDatabase
url: sqlite:///{folder}/mailman.db
[mta]
incoming: mailman.mta.null.NullMTA
outgoing: mailman.mta.deliver.deliver
smtp_host: 127.0.0.1
smtp_port: {port}
max_sessions_per_connection: 0
"""


def main(port: int, messages: int, file: Path) -> None:
    """Deliver to so many members."""
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "mailman.cfg"
        configuration.write_text(CONFIGURATION.format(folder=folder, port=port))
        initialize(str(configuration))
        mailing_list, recipients = _list_of(messages)
        from email import message_from_bytes

        from mailman.config import config
        from mailman.email.message import Message
        from mailman.mta.deliver import deliver

        mail = message_from_bytes(file.read_bytes(), Message)
        config.db.commit()
        with measured(messages):
            deliver(mailing_list, mail, {"recipients": recipients})


def _list_of(messages: int):
    from mailman.app.lifecycle import create_list
    from mailman.interfaces.domain import IDomainManager
    from mailman.interfaces.mailinglist import Personalization
    from mailman.interfaces.member import MemberRole
    from mailman.interfaces.usermanager import IUserManager
    from zope.component import getUtility

    getUtility(IDomainManager).add("example.org")
    mailing_list = create_list("world@example.org", ["owner@example.org"])
    mailing_list.personalize = Personalization.full
    mailing_list.send_welcome_message = False
    recipients = set()
    for number in range(messages):
        address = f"reader{number}@example.org"
        mailing_list.subscribe(
            getUtility(IUserManager).create_user(address, "A reader").addresses[0], MemberRole.member
        )
        recipients.add(address)
    return mailing_list, recipients


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
