"""
A link as an outlet wrote it → the same link without what only follows the reader about.

Only whole parameters go, by name; host, path and all other parameters stay as they are and in their order, since an outlet may need
them to find the article. Pure, and twice is as good as once.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

# Who adds them is said once for each line; names are compared without regard to case.
TRACKING = (
    "utm_*",  # Google Analytics, and everybody since
    "mtm_* matomo_* pk_* piwik_*",  # Matomo
    "hsa_* _hsenc _hsmi __hssc __hstc __hsfp hsctatracking",  # HubSpot
    "ns_campaign ns_fee ns_linkname ns_mchannel ns_source",  # Comscore
    "at_campaign at_medium at_custom* at_link* at_ptr_name xtor",  # Piano, AT Internet: much of the European press
    "fbclid fb_action_ids fb_action_types fb_ref fb_source igshid igsh",  # Meta
    "gclid gclsrc dclid gbraid wbraid srsltid _ga _gl",  # Google
    "msclkid yclid ysclid _openstat twclid ttclid li_fat_id rdt_cid epik sccid",  # Bing, Yandex, X, TikTok, LinkedIn, Reddit …
    "__twitter_impression",
    "mc_cid mc_eid mc_tc",  # Mailchimp
    "mkt_tok",  # Marketo
    "ml_subscriber ml_subscriber_hash",  # MailerLite
    "vero_conv vero_id oly_anon_id oly_enc_id rb_clickid wickedid s_cid",
    "cmpid icid ncid",  # campaign numbers of many papers
)
_NAMES = re.compile(
    "|".join(re.escape(name).replace(r"\*", ".*") for line in TRACKING for name in line.split()), re.IGNORECASE
)


def untracked(url: str) -> str:
    """The link without parameters that only tell where its reader came from; a fragment of nothing else goes too."""
    if "?" not in url and "#" not in url:
        return url
    head, hash_, fragment = url.partition("#")
    head, mark, query = head.partition("?")
    if fragment and all(_is_tracking(part) for part in fragment.split("&")):
        hash_ = fragment = ""
    parts = query.split("&")
    kept = [part for part in parts if not _is_tracking(part)]
    if len(kept) < len(parts):
        query = "&".join(kept)
        mark = "?" if query else ""
    return f"{head}{mark}{query}{hash_}{fragment}"


def _is_tracking(parameter: str) -> bool:
    name, equals, _ = parameter.partition("=")
    # "&amp;" written twice into a feed leaves names that begin with "amp;".
    return bool(equals) and _NAMES.fullmatch(unquote(name).removeprefix("amp;")) is not None
