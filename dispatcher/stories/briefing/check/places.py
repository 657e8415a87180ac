"""Countries, their people and their short names: "German" stands for "Germany", "UK" for "Britain"."""

from __future__ import annotations

from functools import lru_cache

_PLACES = """
us usa america american americans|uk britain british briton britons|eu european europe europeans|france french|germany german germans|spain spanish spaniard
|netherlands dutch holland|turkey turkish turk turks|denmark danish dane danes|sweden swedish swede swedes|finland finnish finn finns|poland polish pole poles
|ireland irish|scotland scottish scot scots|wales welsh|england english|switzerland swiss|greece greek greeks|thailand thai thais|philippines filipino filipinos philippine
|norway norwegian norwegians|belgium belgian belgians|argentina argentine argentinian|cyprus cypriot|czechia czech czechs|afghanistan afghan afghans|kazakhstan kazakh
|uzbekistan uzbek|pakistan pakistani|iraq iraqi|iran iranian|israel israeli|china chinese|japan japanese|portugal portuguese|lebanon lebanese|vietnam vietnamese
|myanmar burma burmese|taiwan taiwanese|korea korean koreans|russia russian russians|ukraine ukrainian ukrainians|italy italian italians|hungary hungarian
|canada canadian canadians|mexico mexican mexicans|brazil brazilian|peru peruvian|chile chilean|egypt egyptian|syria syrian|libya libyan|yemen yemeni|bangladesh bangladeshi
|zimbabwe zimbabwean|congo congolese|senegal senegalese|sudan sudanese|catalonia catalan catalans|serbia serb serbian serbs|croatia croat croatian|slovakia slovak
|slovenia slovene slovenian|kosovo kosovar|albania albanian|romania romanian|bulgaria bulgarian|palestine palestinian palestinians|saudi saudis|qatar qatari|kuwait kuwaiti
|morocco moroccan|tunisia tunisian|algeria algerian|jordan jordanian|cuba cuban|venezuela venezuelan|colombia colombian|ecuador ecuadorean|malta maltese|nepal nepalese
|austria austrian|australia australian|nigeria nigerian|kenya kenyan|ethiopia ethiopian|somalia somali|rwanda rwandan|ghana ghanaian|india indian indians|malaysia malaysian
|indonesia indonesian|singapore singaporean|iceland icelandic|latvia latvian|lithuania lithuanian|estonia estonian|georgia georgian|armenia armenian|paris parisian
|london londoner|democrat democrats democratic|republican republicans|muslim muslims|islam islamic|christian christians|jew jews jewish|kurd kurdish kurds kurdistan
|nato|un
"""
_ALIKE = {word: group.split()[0] for group in _PLACES.replace("\n", "").split("|") for word in group.split()}
LONG = {
    ("united", "states"): "us",
    ("united", "kingdom"): "uk",
    ("great", "britain"): "uk",
    ("european", "union"): "eu",
    ("united", "nations"): "un",
    ("saudi", "arabia"): "saudi",
    ("federal", "reserve"): "fed",
    ("north", "atlantic", "treaty", "organization"): "nato",
}
"""Full names and the word that stands for each."""


@lru_cache(maxsize=65_536)
def alike(low: str) -> str:
    """What stands for a name, in lower case, and for the people called after it."""
    return _ALIKE.get(low) or (low[:-1] if len(low) > 4 and low.endswith("s") and not low.endswith("ss") else low)  # noqa: PLR2004 - "Clintons", but not "Bush"
