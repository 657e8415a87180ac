"""
A feed's URL → the country of its outlet, where the host's own domain tells. Pure.

Only a guess for a default: what the operator writes wins. Not done: looking anything up.
"""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator

_CODES: Final = (  # ISO 3166-1 alpha-2
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
COUNTRIES: Final = frozenset(_CODES.split())
_OTHERWISE: Final = {"UK": "GB"}
_SOLD: Final = (  # country domains that mostly say something else
    "AC AG AI AM AS BZ CC CO DJ FM GG GL IM IO LA LY ME MS MU NU PW SC SH SO ST SU TK TO TV VC VG WS"
)
_SOLD_TO_ALL: Final = frozenset(_SOLD.split())


def country_of(url: str) -> str:
    """The country whose domain a URL's host stands in, ISO 3166; "" for any other domain and for addresses."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    end = host.rstrip(".").rpartition(".")[2].upper()
    country = _OTHERWISE.get(end, end)
    return country if country in COUNTRIES and end not in _SOLD_TO_ALL else ""


def _known(text: str) -> str:
    country = text.strip().upper()
    if country and country not in COUNTRIES:
        known = f'; write "{_OTHERWISE[country]}"' if country in _OTHERWISE else ""
        raise ValueError(f"{text[:40]!r} is no country code of ISO 3166, such as GB or FR{known}")
    return country


Country = Annotated[str, AfterValidator(_known)]
