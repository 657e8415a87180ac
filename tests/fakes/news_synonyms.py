"""Pairs of words that news use for one another, in the same form: written for the benchmark, without a look at any list of the program."""

from __future__ import annotations

_PAIRS = """
said|stated, officials|authorities, killed|slain, big|sizeable, began|commenced, helped|aided, police|officers, shows|demonstrates, company|enterprise,
children|youngsters, huge|vast, attack|onslaught, important|vital, wanted|wished, tried|attempted, decision|determination, quickly|swiftly,
people|individuals, residents|inhabitants, city|municipality, across|throughout, many|numerous, about|roughly, around|approximately, near|close to,
leaders|heads, meeting|gathering, talks|discussions, money|cash, problem|difficulty, problems|difficulties, issue|matter, used|employed, found|discovered,
asked|requested, called|labelled, growing|mounting, strong|robust, largest|biggest, major|significant, including|among them, several|a number of,
government|administration, workers|labourers, crowd|throng, fans|supporters, fear|dread, angry|irate, death|demise, home|residence, homes|dwellings,
car|automobile, plane|aeroplane, hospital|infirmary, doctors|physicians, fire|inferno, blaze|conflagration, storm|tempest, damage|destruction,
destroyed|wrecked, hit|struck, happened|occurred, caused|provoked, plan|blueprint, deal|accord, agreement|settlement, law|statute, court|tribunal,
lawyer|advocate, prison|penitentiary, jailed|incarcerated, crime|offence, murder|homicide, weapon|firearm, soldiers|servicemen, war|conflict,
border|boundary, country|state, nation|republic, election|poll, voters|electors, campaign|drive, party|faction, speech|address, crisis|emergency,
economy|marketplace, price|cost, prices|costs, jobs|posts, market|bourse, bank|lender, firm|outfit, investors|backers, report|dossier, study|analysis,
scientists|boffins, experts|specialists, research|inquiry, evidence|proof, video|footage, photo|snapshot, pictures|photographs, statement|communique,
newspaper|daily, announced|unveiled, tweeted|posted, confirmed|verified, warned|cautioned, described|portrayed, believe|reckon, think|suppose,
became|turned into, returned|came back, arrived|turned up, stopped|halted, ended|concluded, started|kicked off, continued|carried on, received|obtained,
bought|procured, sold|offloaded, build|construct, built|constructed, support|backing, recent|latest, previous|prior, whole|entire, difficult|tricky,
dangerous|perilous, safe|secure, famous|renowned, rare|uncommon, clear|evident, serious|grave, old|elderly, later|subsequently, often|frequently
"""
PAIRS = [tuple(pair.strip().split("|")) for pair in _PAIRS.replace("\n", " ").split(",") if pair.strip()]
"""(word, word): either may stand for the other."""
