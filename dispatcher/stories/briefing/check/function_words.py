"""Words that hold a sentence together: they name nobody, and where one stands at the beginning its capital says nothing."""

from __future__ import annotations

_FUNCTION = """
a an the this that these those such some any each every either neither both all most many much few fewer several other another one no none nobody nothing everybody everyone somebody someone something anybody anyone anything
i you he she it we they me him her us them my your his its our their mine yours hers ours theirs myself yourself himself herself itself
ourselves themselves who whom whose which what where when why how whoever whatever whichever wherever whenever however
am is are was were be been being do does did doing have has had having will would shall should can could may might must ought
and or but nor so yet if because although though while whereas unless until since as than once whether
of in on at by for from with without within into onto to toward towards up down out off over under above below between among amid amidst
against about around approximately roughly across after before behind beside besides beyond during despite except inside outside like near per plus round through
throughout till upon via versus not never only also too very just even still already now then there here again almost always often soon
later earlier today tomorrow yesterday tonight meanwhile instead perhaps maybe indeed moreover furthermore nevertheless nonetheless
therefore thus hence otherwise rather quite more less least first second third last next
"""
FUNCTION = frozenset(_FUNCTION.split())

_FORMS = "be am is are was were been being|have has had having|do does did doing done|say says said saying|tell tells told telling|make makes made making|take takes took taken"
FORMS = {form: group.split()[0] for group in _FORMS.split("|") for form in group.split()}
"""Forms of the words that carry nothing, and the one that stands for each."""

WEEKDAYS = {
    "monday": "mon",
    "tuesday": "tue",
    "wednesday": "wed",
    "thursday": "thu",
    "friday": "fri",
    "saturday": "sat",
    "sunday": "sun",
}
MONTHS = {
    "january": "jan", "february": "feb", "march": "mar", "april": "apr", "may": "may", "june": "jun", "july": "jul", "august": "aug",
    "september": "sep", "october": "oct", "november": "nov", "december": "dec",
}  # fmt: skip
_SHORT = {"tues": "tue", "thur": "thu", "thurs": "thu", "sept": "sep"}
CALENDAR = {**WEEKDAYS, **MONTHS, **_SHORT, **{short: short for short in (*WEEKDAYS.values(), *MONTHS.values())}}
"""Days and months as written, in lower case, and the three letters that stand for each."""

_TITLES = """
mr mrs ms miss mx dr prof professor sir dame lord lady president vice prime minister chancellor secretary senator sen rep gov governor
mayor king queen prince princess pope general gen colonel col captain capt sgt sergeant lt judge justice chief police officer director
chairman chairwoman ceo chair foreign interior defence defense finance ambassador spokesman spokeswoman spokesperson congressman
congresswoman representative attorney leader coach detective inspector sheriff commissioner commander st saint sheikh imam ayatollah crown
deputy former acting
"""
TITLES = frozenset(_TITLES.split())
HONORIFICS = frozenset(("mr", "mrs", "ms", "miss", "mx", "sir", "dame"))
