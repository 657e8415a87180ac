"""Where a point ends no sentence: abbreviations, in lower case and without their last point."""

from __future__ import annotations

_BEFORE_A_NAME = """
mr mrs ms mx dr prof sen sens rep reps gov gen lt col sgt cpl capt cmdr maj adm rev fr hon pres amb sec supt det insp
ofc st ste mt ft messrs mme mlle nos vol vs dept univ approx e.g i.e cf ca hr bzw d.h z.b u.a nr bd
jan feb mar apr jun jul aug sep sept oct nov dec
ala ariz ark calif colo conn fla kan mich minn mont neb nev okla ore tenn wash wis
"""
_ALSO_A_WORD = "no fig art est min max ill mass miss mo pa va la ind tex al v"
_EITHER_WAY = """
u.s u.k u.n e.u u.s.a u.a.e d.c l.a n.y n.j a.m p.m am pm jr sr inc ltd co corp bros llc plc etc ph.d m.d b.a m.a b.c
a.d mon tue tues wed thu thurs fri sat sun ave blvd rd
"""
_OPENERS = """
the a an this that these those there here it its he his she her they their we our i you your in on at by for from with
after before as but and so yet or if when while where since until although though because despite during under over
about among however meanwhile moreover instead still also then now both some many most all another other several such
no not what who how why one two according earlier last later more police officials
"""

BEFORE_A_NAME = frozenset(_BEFORE_A_NAME.split())  # a name or a number follows: never the end of a sentence
ALSO_A_WORD = frozenset(_ALSO_A_WORD.split())  # an abbreviation only before a number or with a capital
EITHER_WAY = frozenset(_EITHER_WAY.split())  # may stand at the end of a sentence as well: the next word decides
OPENERS = frozenset(_OPENERS.split())  # begin a sentence far more often than they stand capitalised inside one
