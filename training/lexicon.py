"""Classes of words that stand for one another in talk about customers. Written for this project, by hand.

A word belongs to the first class that names it. The reader sees a class both beside and in place of its words, so
that what was learned from users holds for patients and pupils.
"""

from typing import Final

CLASSES: Final[dict[str, str]] = {
    # who is served from outside
    "served": """
        customer customers client clients clientele consumer consumers buyer buyers shopper shoppers user
        users guest guests patient patients passenger passengers visitor visitors citizen citizens
        constituent constituents resident residents subscriber subscribers tenant tenants traveller
        travellers traveler travelers pupil pupils student students learner learners donor donors
        policyholder policyholders caller callers diner diners commuter commuters viewer viewers household
        households taxpayer taxpayers voter voters applicant applicants claimant claimants borrower
        borrowers attendee attendees
    """,
    # who builds with what others make
    "makers": """
        developer developers programmer programmers author authors coder coders beginner beginners newcomer
        newcomers library libraries framework frameworks ecosystem implementer readers reader
    """,
    # anybody
    "people": """
        people person someone somebody anyone anybody everyone everybody folks public audience individuals
        individual consumer's guy guys lady man woman men women elderly older old young younger adults adult
        generation everyone's somebody's people's person's most
    """,
    # family
    "family": """
        parents parent families family kids kid children child carer carers mother father mum dad daughter
        son baby grandma grandmother wife husband children's child's parents' girls boys
    """,
    # groups of the public
    "groups": """
        teachers teacher workers worker farmers farmer nurses victims survivors employers employer
        businesses business owner owners communities community population staff veterans providers provider
        schools school hospitals hospital residents' charities sector disabled refugees small
    """,
    # third persons
    "them": """
        they them their theirs he she him her his themselves they're they'll they've they'd he's she's
    """,
    # the one spoken to
    "you": """
        you your you're you'd you'll you've yours yourself
    """,
    # want, like, expect
    "want": """
        want wants wanted need needs needed like likes liked prefer prefers love loves loved hate hates wish
        wishes expect expects expected hope hopes desire rather enjoy enjoys interested looking
    """,
    # feelings
    "feel": """
        feel feels felt think thinks worry worries worried fear afraid scared complain complains complained
        confused confusing confuse happy unhappy frustrated frustrating frustration annoying annoyed angry
        upset anxious stress tired bored boring comfortable concerned concerns trust surprise surprised
        surprising
    """,
    # know, find, forget
    "know": """
        know knows understand understands remember forget forgets learn learning read see look aware realise
        realize find finds found figure lose lost misplaced
    """,
    # obstacles and help
    "hard": """
        struggle struggles struggled struggling hard harder difficult difficulty difficulties easy easier
        easily simple barrier barriers impossible unable can't cannot couldn't problem problems issue pain
        suffer suffering suffered impact impacted affected affect affects cope access able help helps
        support burden isolated vulnerable poverty
    """,
    # what people do with a thing
    "use": """
        use uses used using usability usable usage hold press push click type carry open try trying tries
        watch watching watches sit hand hands home phone
    """,
    # buying and paying
    "buy": """
        buy buys bought buying purchase purchases pay pays paid paying afford order orders ordered cancel
        cancels spend spending spends
    """,
    # selling and the market
    "sell": """
        sell sells selling sold sales sale revenue revenues target targets targeting targeted market markets
        marketing segment segments campaign campaigns price prices pricing profit profits product products
        launch brand brands fashion fashionable trend trends trendy competitive
    """,
    # counts and scores
    "count": """
        percent percentage demographic demographics account accounts survey surveys satisfaction loyalty
        renewals renewal churn score scores nps numbers number figures million thousand many majority range
        age group groups
    """,
    # what is offered to them
    "serve": """
        service services offer offers offered offering provide provides provided providing deliver delivery
        serve serving outreach engage engagement communication communications partner partners agency
        agencies feedback contact
    """,
    # modal verbs
    "may": """
        would could should might will may must have has had
    """,
    # the speaker's side
    "we": """
        we our us we're we'll we've we'd ourselves i i'm my me i've i'll
    """,
    # question words
    "question": """
        who what how why where when which
    """,
    # refusals
    "refuse": """
        policy rule rules refuse refused denied deny unfortunately nothing allowed permitted form procedure
        department responsible responsibility anyway
    """,
    # reproach
    "fault": """
        blame fault again always never should've shouldn't failed fails failing forgot ignored careless mess
        messed screwed wrong sloppy
    """,
    # praise
    "praise": """
        great thank thanks brilliant excellent wonderful amazing fantastic kudos congratulations impressive
        outstanding superb credit proud appreciate appreciated
    """,
    # reported words
    "tell": """
        said says told tells wrote writes asked asks called calls emailed mentioned quote reported
    """,
    # acts and dates
    "promise": """
        promised tomorrow today tonight monday tuesday wednesday thursday friday morning afternoon
        personally myself
    """,
    # power and turf
    "power": """
        ceo boss director board vp turf budget politics political ally allies favour loyal leadership empire
        minister vote votes headcount optics
    """,
    # pressure to sell
    "push": """
        quota quotas upsell close closing bonus commission volume margin quarter
    """,
}
