"""Header → whether a machine answers for a person (RFC 3834): holidays, "we got your mail", confirmations of being read."""

from __future__ import annotations

import re

from dispatcher.transport.bounces.parts import Mail

_FIELDS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-mail-autoreply", "x-autoreply-from", "x-vacation")
_SUBJECT = re.compile(
    r"^\W{0,3}(?:(?:re|aw|fwd?|sv|antw|vs): ?){0,3}(?:auto(?:matic|mated)?[- :]?(?:reply|response|answer|antwort|svar|respon\w*)?\b|out[- ]of[- ](?:the[- ])?office|vacation|"
    r"away from|i(?:'m| am) (?:away|out|on)|on (?:vacation|holiday|leave)|holiday|abwesen|automatische|réponse automatique|absence|respuesta automática|risposta automatica|"
    r"resposta automática|autosvar|frånvaro|poissa|自動(?:返信|応答)|不在|自动(?:回复|答复)|부재중|자동)",
    re.IGNORECASE,
)
_PRECEDENCE = re.compile(r"auto[_-]?reply|auto[_-]?respon", re.IGNORECASE)


def is_auto_reply(mail: Mail) -> bool:
    """Whether its header says so. A server's own report may as well: those are known by their structure first."""
    header = mail.header
    # RFC 3834 §5: anything but `no`. `auto-generated` is news or a report of its own accord, no answer.
    if header.get("auto-submitted").lower().lstrip().startswith("auto-replied"):
        return True
    if any(header.get(name) for name in _FIELDS) or _PRECEDENCE.search(header.get("precedence")):
        return True
    return bool(_SUBJECT.search(header.get("subject")))
