"""Words that tell English from other languages in a moment. Written for this project, by hand.

``ENGLISH`` holds words that are common in English work talk and are no common words of another language in Latin
letters; loan words that go round the world (meeting, team, deadline) are not in it. ``OTHER`` holds the small words
of other languages. A word that is common in English and elsewhere (in, on, was, die) is in neither.
"""

from typing import Final

ENGLISH: Final = """
    the and that this these those with have has having had been being you your yours they their them theirs what
    which who whose why where when how because although though while whether if then than there here would could
    should might must shall may can cannot not but from into onto about above below under over after before during
    between through without within against toward towards until since across around behind beyond along among
    our ours his she hers its it itself myself yourself himself herself themselves ourselves each every both either
    neither many much more less few fewer several some any anything something nothing everything someone anyone
    everyone nobody anybody somebody everybody somehow somewhere anywhere everywhere else other another such same own
    very too also just only even ever never always often sometimes usually already yet again now soon later today
    tomorrow tonight yesterday maybe perhaps probably really actually basically quite rather almost nearly enough
    well yes yeah yep nope alright thanks thank please dunno gonna wanna gotta kinda lol tbh btw asap
    doesn didn isn wasn couldn wouldn shouldn aren haven hasn hadn weren ain ve ll im dont cant wont didnt doesnt
    isnt thats theyre youre ive lets
    do does did doing done go goes going gone went get gets getting got make makes making made take takes taking took
    taken come comes coming came give gives giving gave given see sees seeing saw seen know knows knowing knew known
    think thinks thinking thought say says saying said tell tells telling told ask asks asking asked need needs needed
    want wants wanted wanting like likes liked look looks looking looked use uses using used find finds finding found
    work works working worked call calls calling called try tries trying tried leave leaves leaving left keep keeps
    keeping kept let put puts putting show shows showing showed shown hear hears heard feel feels feeling felt
    seem seems seemed become becomes became mean means meant hold holds holding held bring brings bringing brought
    write writes writing wrote written read reads reading sit stand stands stood lose loses losing lost pay pays
    paying paid meet meets meeting met send sends sending sent build builds built fall falls fell fallen cut cuts
    run runs running ran move moves moving moved live lives believe believes happen happens happened happening
    change changes changed changing check checks checked checking wait waits waiting waited help helps helped helping
    open opens opened close closes closed closing start starts started starting stop stops stopped stopping
    finish finished finishing fix fixed fixes fixing break breaks broke broken breaking fail fails failed failing
    miss misses missed missing buy buys bought buying sell sells sold selling order orders ordered order spend spent
    add added adds adding share shared shares sharing agree agreed disagree decide decided decides discuss discussed
    explain explained answer answered answers answering question questions reply replied replies hope hopes hoping
    wish love loved hate worry worried complain complained complaining complaint complaints understand understood
    remember forget forgot forgotten learn learned learning teach taught grow grew growing rise rose rising
    raise raised raises expect expected expects allow allowed allows offer offered offers cause caused follow
    followed following follows provide provided provides require required requires receive received wear worn
    choose chose chosen press pressed push pushed pull pulled turn turned turns turning turn throw threw pick picked
    book booked booking cancel cancelled cancels postponed scheduled reschedule install installed ship shipped
    shipping shipment deliver delivered delivery arrive arrived arrives stay stayed sign signed signs signing
    review reviewed reviews approve approved approval attached attach handed handle handled handling treat treated
    blame blamed refund refunds refunded invoice invoices charge charged charges claim claims claimed
    bug bugs issue issues request requests requested requesting upload uploaded download returned returns return
    time times year years month months week weeks day days hour hours minute minutes morning afternoon evening night
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august october
    people person man men woman women child children kid kids parent parents mother father family families
    friend friends customer customers user users guest guests patient patients student students teacher teachers
    clients passengers visitors citizens residents members staff employee employees colleague colleagues manager
    managers leadership office offices desk floor room rooms door doors house home school schools hospital church
    company companies business money price prices cost costs bill bills tax taxes number numbers amount amounts
    thing things stuff way ways place places part parts side end point points case cases reason reasons problem
    problems idea ideas question matter kind kinds sort lot lots bit word words name names line lines page pages
    paper box boxes phone phones screen screens button buttons website keyboard file files folder folders
    report reports letter letters email emails note notes list lists table tables field fields form forms
    water food lunch dinner breakfast coffee kitchen car cars truck trucks road street city town country
    world life hand hands head face eye eyes body health care sick pain nurse doctor ward
    good great better best bad worse worst big bigger small smaller little large long longer short high higher low
    lower new newer old older young early earlier late latest last next first second third right wrong true false
    easy easier hard harder hardly difficult simple important different available possible impossible ready busy
    free full empty clear sure happy sad angry nice fine cool cold hot warm quick quickly slow slowly fast
    cheap expensive real whole single double half main public private local general certain likely unlikely
    two three four five six seven eight nine twelve twenty thirty fifty hundred thousand once twice
    back down off up out away together apart ahead aside forward instead otherwise however therefore anyway
    black white green yellow blue brown
    shift shifts stock count truck vans depot pallet pallets warehouse payroll badge stairs drill drawer
    agenda comments welcome training budget launch deployment deploy deployed rollback failing flaky
    released updated upgrade merged rebased review weekly daily quarterly monthly
    nothing whatever whenever wherever whoever alongside upon per sake via
    average account accounts priority figure figures sheet track tracking rejected corrected replaced removed afraid
    counter statement courtesy resident informed filled owner owners identified collected closed loaded affected
    policy policies gap rebuilt rebuild reset threshold leak hall tagged credited mailed mail percentage percent among
    farm farmers engineering healthy maintain headcount hiring partnership actively participates guidance stage stages
    able helpful relevant mindset growth raises significant exciting evaluating facility storage compromise
    experiment related native speakers impact nothing owns owned opening phoned fitted mandatory revised subject
    lead leads leading rest taken needs skill skills artistic volatile memory buzzer prairie eleven euros pounds
    dollars spot spots light lights battery batteries remote voice recognition device devices design designs
    shape colour color sample samples cost market markets research feature features function functions useful
    useless annoying confusing confused scared upset bored tired pleased glad unable allowed forbidden missing lost
    stolen damaged leaking stuck slipped jammed delayed early postponed handover luggage checkout hearing inspection
    weather rain snow wind summer winter spring
"""

OTHER: Final = """
    der das dem des ein eine einen einem einer eines und oder aber auch noch schon nicht kein keine ist sind bin hat
    haben habe wird werden wurde kann kannst muss soll ich du er sie wir ihr mir mich dir uns euch mit von vom zum zur
    bei nach aus auf im bis seit wegen gegen ohne durch wenn dass weil doch mal nur sehr mehr wie wo wer warum
    heute morgen gestern bitte danke ja nein
    le les une du au aux est sont pas ne je tu il elle nous vous ils elles ce cette ces son sa ses mon ma mes qui que
    quoi dont pour dans sur avec sans mais ou donc car tout tous faut fait peut encore bien merci oui
    el los las una unos del al es son est esta este esto eso que quien por para con sin pero muy mas ya se su sus mi
    lo le nos hay ser estar como cuando donde porque si todo nada hoy ayer gracias
    il lo gli un uno di da nel della delle dei degli che chi cui per tra fra sono sei siamo hanno ha ho abbiamo
    ancora anche questo questa quello come dove quando perche grazie
    de het een van niet geen zijn werd wordt worden ik je jij hij zij wij jullie dat dit deze die met voor naar bij
    ook maar nog wel als dan door heb heeft hebben kan moet zou graag bedankt
    os uma umas ao aos da das dos na nas nos em pelo pela sem mas mais ja foi ser estar tem temos nao voce
    isso isto obrigado ainda quem
    nie jest sie na ze jak czy tylko ale lub dla przez przed po od do za ta te tego kto gdzie kiedy juz
    jeszcze bardzo dzieki prosze mamy mam tak
    och att det som inte jag vi ni han hon den denna detta ett med utan efter innan eller men ska kan har hade
    var vara blir mycket tack nu
    og ikke jeg af til fra hvis hvad hvor hvem vil skal har blev meget tak nej hun os
    ja ei se ne mutta kun jos niin myos viela mina sina han te ovat oli olla kiitos
    ve bir bu su icin ile ama cok daha var yok ne mi mu degil ben sen biz siz gibi kadar
    je jsem jsme jsou byl bylo ale nebo kdy kde kdo proc uz jen jako pro pri nad bez tak
    hogy nem az egy meg csak van volt lesz kell mert vagy
    nu este sunt cu pe la din si sau dar care cand unde mai
    yang dan ini itu tidak dengan untuk dari pada akan sudah belum bisa saya kita kami ada
"""

FILLERS: Final = """
    um uh uhm umm erm er mm mmm hm hmm mhm oh ooh ah aha eh huh ha haha okay ok kay wow
"""
