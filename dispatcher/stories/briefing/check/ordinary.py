"""Ordinary words that often begin an English sentence: a capital there does not make a name of them. By stem."""

from __future__ import annotations

from functools import lru_cache

from dispatcher.stories.briefing.check.function_words import FUNCTION, TITLES
from dispatcher.stories.words import stem

_ORDINARY = """
abandon able abortion absence abuse academic accept access accident accord account accuse achieve acknowledge acquire act action active activist
actor actress actual add address adjust administration admit adopt adult advance advice advise advocate affair affect afford afraid afternoon age agency
agenda agent aggressive agree agreement agriculture ahead aid aim air aircraft airline airport alarm alcohol alert alien allegation allege
allow ally alternative amateur ambulance amount analysis analyst ancient anger angry animal anniversary announce annual anonymous answer
anti anticipate anxious apart apartment apologise apology apparent appeal appear appearance apply appoint approach appropriate approve
approximate archive area argue argument arm army arrange arrest arrive art article ask aside assault assembly assess asset assist associate assume
asylum athlete atmosphere attach attack attempt attend attention attitude attorney attract audience author authority average avoid aware
baby background bad balance ball ballot ban band bank banker bar base basic battle beach bear beat beautiful become bed begin behave being belief believe
belong benefit bid big bill bird birth bishop bit bitter black blame blast blaze block blood blow blue board boat body bomb bombing bond book boost border
borrow boss bottle bottom box boy brain branch break breakfast breathe bridge brief bring broad broadcast broker brother budget build
building bureau burn bus business busy buy buyer cabinet cable call calm camera camp campaign cancel cancer candidate capital captain car carbon card
care career carry case cash cast casualty catch cause caution celebrate cell center central century ceremony certain challenge chance change chaos
character charge charity chart chase cheap check chemical chief child choice choose church cigarette circumstance cite citizen city civil civilian claim
clash class classic clean clear clerk climate climb clinic close cloth club clue coach coal coalition coast cold collapse colleague collect
college colony combine come comedian comfort command comment commentator commerce commission commit committee commodity
community commute company compare compete competition complain complaint complete complex computer concede concentrate concern concert
conclude condemn condition conduct conference confess confidence confirm conflict confront confuse congratulate congress connect conscious conservative
consider constant construct consult consumer contact contain continue contract contrary contrast contribute control controversy convention conversation
convict convince cook cool cooperate cop cope copy core correct correspondent corrupt cost couple courage course court cover crack craft crash
create credit creditor crew crime criminal crisis critic critical criticism crop cross crowd crown crucial cruise cry culture currency current custom
customer cut cyber cycle daily damage dance danger dark data date daughter day dead deadline deal dealer death debate debris debt decade decide
decision declare decline deep defeat defence defend defendant deficit define delay delegate deliver demand democracy demonstrate demonstrator deny depart
department depend deploy deposit deputy describe desert deserve design desire desk desperate destroy detail detain detective determine develop device
devastate die diet difference difficult dig dinner diplomat direct disability disagree disappear disappoint disaster discipline discount discover
discuss disease dismiss display dispute distance distribute district divide doctor document dog dollar domestic dominate donate donor door
double doubt dozen draft drama draw dream dress drink drive driver drone drop drought drug due dust duty eager early earn earth earthquake ease east
easy eat economic economist economy edge editor educate effect effort elder elect election electric electricity element eliminate elsewhere embassy
embrace emerge emergency emission emotion employ employee employer empty enable encounter encourage end enemy energy enforce engage engine engineer enjoy enough ensure
enter enterprise entire environment equal equip era error escape essential establish estate estimate ethnic evacuate evening event eventual evidence exact exam
example exceed excellent exchange excite exclude excuse execute executive exercise exhibit exist exit expand expect expel expense
experience experiment expert explain explode exploit explore explosion export expose express extend extra extraordinary extreme eye face facility fact
factor factory fail failure faith fall false fame family famous fan far farm farmer fashion fast father fatal fault fear federal feed feel fellow female
fence festival field fight figure file fill film final finance find finding fine finger finish fire firefighter firm fiscal fish fisherman fit fix flag flee flight
flood floor flow fly focus follow food foot football force forecast foreign forest forget form formal former fortune forward foundation
founder frame fraud free freedom freeze frequent fresh friend frighten front fuel full fun function fund funeral further future gain gallery game gang
gap garden gas gather general generate gentle girl give glad glass global goal gold good goods govern government grab grade graduate grand grant grass
grave great green grief ground group grow growth guard guerrilla guess guest guide guilty gun gunman guy half hand handle hang happen happy harbour
hard harm hate head headline heal health hear hearing heart heat heavy height helicopter help hero hide high highway hike hill hire history hit hold hole holiday home
homeless honest honour hope horror horse hospital host hostage hostile hot hotel hour house household housing huge human hundred hunger hunt hurricane hurt
husband ice idea identify ignore illegal image imagine immediate immigrant immigration impact implement import impose
impossible impress improve inch incident include income increase incredible independent index indicate individual industry inequality infant
infect inflation influence inform information infrastructure initial initiative injure injury inmate inquiry inside insist inspect inspector inspire install institute
institution insurance insurer insurgent intelligence intend intense interest interior internal international internet interpret interrupt interview introduce
invade invent invest investigate investigator investor invite involve iron island issue item jail jet jewel job join joint joke journalist journey joy judge jump
jury justice keep key kid kidnap kill killer kind king kitchen know knowledge label labour lack lady lake land landlord landslide language large late laugh
launch law lawmaker lawsuit lawyer layer lead leader leak learn leave left legacy legal legislation legislator lend length lesson letter level liberal library
licence lie life lift light likely limit line link list listen literature live load loan lobby local locate lock long look lorry lose loss lot love low loyal luck
lunch machine magazine mail main maintain majority maker male man manage manufacture map march marine mark market marriage mass massive master match material
matter mayor meal mean measure meat mechanic media medical medicine meet member memory mental mention merchant merger message metal meteorologist method middle midnight
migrant mild militant military milk million mind mine miner minister ministry minor minority minute mirror miss missile mission mistake mix mob mobile
model moderate modern moment monarch money monitor month moon moral morning mortgage mosque mother motion motor motorist mount mountain mourner mouth move movie
multiple murder muscle museum music musician mystery nation national native nature navy near necessary neck need negotiate negotiator neighbour nerve
network neutral new newspaper night noise nominate normal north note notice nuclear number nurse obey object observe observer obtain obvious occasion occupy
occur ocean offence offer office officer official oil old online open operate operation opinion opponent opportunity oppose opposition option order ordinary
organise organiser origin outbreak outcome outrage outside overall overcome overnight overseas owe own owner pace pack package pain paint pair panel panic paper parade
parent park parliament part participant particular partner party pass passenger passport past path patience patient patrol pattern pay payment peace peak pedestrian pension people percent perfect
perform period permanent permit person personal persuade petrol phone photo photograph physical pick picture piece pilot pipe place plaintiff plan plane planet plant
plastic plate play player plead pleasure plenty plot poet point poison police policeman policy polite politician politics poll pollution pool poor
popular population port portray pose position positive possess possible post postpone potential poverty power practice praise pray predict prefer pregnant
premier prepare presence present preserve president press pressure pretty prevent previous price priest prime prince prior prison
prisoner private prize probable problem procedure process produce producer product profession professor profit program progress prohibit project
prominent promise promote proof proper property proportion propose prosecutor prospect protect protest protester proud prove provide province
provision provoke public publish pull punish purchase pure purpose pursue push put qualify quality quake quarter queen question quick quiet quit quote race racist radio
raid rail railway rain raise rally range rank rape rapid rare rate reach react read ready real reality realise reason rebel rebuild recall receive
recent recession reckon recognise recommend record recover recruit red reduce refer reform refugee refuse regard region register regret regular regulate regulator
reject relate relation relationship relative relax release relief religion religious rely remain remark remember remind remote remove renew rent repair
repeat replace reply report reporter represent republic request require rescue rescuer research researcher resent reserve resident resign resist resolve
resort resource respect respond response responsible rest restaurant restore restrict result retail retailer retain retire retreat return reveal revenue reverse review
revolution reward rich ride rifle right ring riot rise risk rival river road rob rocket role roll roof room root rough round route routine row royal ruin
rule ruling rumour run rural rush sad safe safety sailor salary sale salt sample sanction satellite satisfy save say scale scandal scatter scene schedule scheme school
science scientist scope score scream screen search season seat second secret sector secure security seek seem seize select sell senate senator send
senior sense sensitive sentence separate serious servant serve service session set settle settlement severe sex shake shape share shareholder sharp
shelter shift ship shock shoot shooter shop shopper shore short shortage shot shout show shut sick side sight sign signal significant silence similar simple sing
singer single sister site situation size skill sky slave sleep slow small smart smoke smooth snow soccer social society soft software soil soldier solid
solution solve son song sorry sort source south space speak special specialist species specific spectator speech speed spend spill spirit split spokesman spokeswoman spokesperson sponsor sport
spot spread spring spy square squeeze stab staff stage stake stand standard star start state statement station statistic status steady steal steel step stick
stock stop store storm story straight strange strategy stream street strength stress stretch strict strike striker strong structure struggle student study
stuff style subject submit substance substitute succeed success sudden suffer sugar suggest suicide suit summer summit sun supply supporter support
suppose supreme sure surge surgeon surprise surround survey survive survivor suspect suspend suspicion swear sweep swim swing symbol system table tackle tactic
talk target task tax taxpayer teach teacher team tear technical technician technique technology teenager telephone television tell temperature temporary tenant tend tension term terrible
territory terror terrorist test testimony text theatre theft theory therapy thief thing think thousand threat threaten throw ticket tie tight time tiny tip tired title tobacco together
tomorrow tone tonight tool top torture total touch tough tour tourist tower town toy trace track trade trader tradition traffic tragedy train transaction transfer
transform transit translate transport trap travel traveller treasury treat treatment treaty tree trend trial tribe trick trip troop trouble truck true trust truth try tunnel turn
turnout type ultimate uncle understand unemployment unfortunate union unique unit unite universe university unknown update upper urban urge usual
vaccine valley value van variety vehicle venture verdict version veteran vice victim victory video view viewer village villager violence virus visa visible vision visit
visitor vital voice volcano volume volunteer vote voter wage wait walk wall want war warm warn wash waste watch water wave way weak wealth weapon wear
weather web website wedding week weekend weigh weight welcome welfare west wheat white wide widow wife wild win wind window wine winner winter wire wise wish witness
woman wonder wood word work worker world worry worse worst worth wound write writer wrong yard year yellow yield young youth zone
well please yes sources speaking according following based given named born due compared asked nearly roughly relief heavy tens dozens hundreds thousands millions billions
"""
_STEMS = frozenset(filter(None, map(stem, _ORDINARY.split())))


@lru_cache(maxsize=65_536)
def is_ordinary(low: str) -> bool:
    """Whether a word, in lower case, names nobody."""
    return (
        low in FUNCTION
        or low in TITLES
        or stem(low) in _STEMS
        or low.endswith(("tion", "tions", "ment", "ments", "ness"))
    )
