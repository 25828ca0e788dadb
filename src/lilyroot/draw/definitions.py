"""What each indicator means, in words for a busy reader; every figure links to one of these."""

from __future__ import annotations

from typing import Final, NamedTuple

from lilyroot.model.meanings import FLAG_MEANINGS
from lilyroot.tongue import Wording


class Definition(NamedTuple):
    """A name, one sentence on what it says, one on how it is counted."""

    name: str
    says: str
    counted: str


DEFINITIONS: Final[Wording[Definition]] = Wording(
    {
        "salience": Definition(
            "Customer talk",
            "How much of the work talk is about customers at all.",
            "Messages that refer to a customer, as a share of all work messages. Under 5 % we say little, "
            "up to 25 % some, above that much.",
        ),
        "centric_share": Definition(
            "Customer-centric share",
            "When customers come up: is it about their situation, or about our numbers?",
            "Messages that say something concrete about the customer's side (needs, obstacles, their day), as a "
            "share of all messages about customers; the others speak of counts, segments, campaigns or slogans.",
        ),
        "customer_threads": Definition(
            "Customer conversations",
            "How many conversations touch a customer at all.",
            "Threads with at least one message about a customer, as a share of all threads.",
        ),
        "customer_driver": Definition(
            "What people join",
            "Whether it is customers that bring people into conversations.",
            "Of all voices in a group's threads (each person once per thread), the share in threads about customers.",
        ),
        "engagement_replies": Definition(
            "Replies drawn",
            "Do people answer more when a conversation is about a customer?",
            "Replies per conversation about customers, divided by replies per other conversation in the same "
            "channel. 1 means the same, 2 twice as many.",
        ),
        "engagement_participants": Definition(
            "People drawn in",
            "Do more people join when a conversation is about a customer?",
            "Different people per conversation about customers, divided by those in other conversations of the "
            "same channel. 1 means the same, 2 twice as many.",
        ),
        "flags": Definition(
            "Signals",
            "Seven ways of talking that help or hurt customers.",
            "Messages that carry the signal, per 1,000 work messages. One message can carry several.",
        ),
        "network": Definition(
            "The network of conversations",
            "Which departments answer one another, how much of it is about customers, how far customers' words get.",
            "An exchange is a message that follows one of somebody else in the same thread, from the department of "
            "who says it to that of who is answered. By chance: customers come up in as many threads of each "
            "channel, but in others. Between departments of at least 20 people, never between persons.",
        ),
        "words": Definition(
            "Words instead of quotes",
            "Single words that people use where customers come up rather than elsewhere.",
            "A word is listed when at least as many people of the group as the policy asks used it about customers, "
            "in two teams, when it is nobody's name, and when it stands out beyond chance (false discovery rate 5 "
            "%).",
        ),
        "dimensions": Definition(
            "The eight dimensions",
            "Eight sides of how customer-centric a culture is, each from everything that says something of it.",
            "Figures become points from 0 to 100 by anchors that are declared beforehand and the same for every "
            "group. A source is the mean of its figures, a dimension the mean of its sources; a small group is "
            "pulled towards its neighbours as far as its own figures are uncertain. Where sources contradict one "
            "another there is no single number.",
        ),
        "say_do": Definition(
            "What we say and what we do",
            "Which values are named, which prevail, and how far the two lie apart.",
            "Three measures, never mixed: done less said as the same people see it; the shares of seven values in "
            "official statements against their shares in trade-offs, praise and time; and promises to customers "
            "kept by their day.",
        ),
        "pond": Definition(
            "The pond",
            "Seven values: how much each is named, and how much of what is done serves it.",
            "A lily is as wide as its share in what leaders and official texts name. A root is as deep as the share "
            "the value has in one thing that is done, on the same scale; the swelling of its tip is the 95 % "
            "interval. The dashed line is as deep as the lily is wide: roots that reach it do what is said.",
        ),
        "pond_said": Definition(
            "Said",
            "Which values leaders and official texts name.",
            "Each statement is split evenly over the values it names; shares of all statements of the quarter.",
        ),
        "pond_paid": Definition(
            "Paid",
            "Which values incentive rules pay for.",
            "The weight of the rules that serve the value, of all weight in a person's incentives; the mean over "
            "everyone whom rules cover. Rules for fewer people than a figure may concern are not read.",
        ),
        "pond_measured": Definition(
            "Measured",
            "Which values the metrics in use serve.",
            "Metrics that serve the value, as a share of all metrics in use in the quarter.",
        ),
        "pond_decided": Definition(
            "Decided",
            "Which value prevails when values collide.",
            "Of the decisions in which two or more values were in tension and one prevailed, those this value won.",
        ),
        "pond_praised": Definition(
            "Praised",
            "What people recognise one another for.",
            "Recognitions given for the value, as a share of all recognitions of the quarter.",
        ),
        "pond_discussed": Definition(
            "Talked about",
            "What meetings give their time to.",
            "Minutes of agenda items about the value, as a share of all minutes on agendas of the quarter. Planned "
            "time, of the organisation as a whole; what people say in chats and meetings is told by customer talk.",
        ),
        "pond_felt": Definition(
            "Felt",
            "Which value people feel wins here.",
            "Not asked so far: the survey asks how far people agree, and agreement is no share of seven values. A "
            "question which value wins when two collide would give it. Until then the strand is dotted.",
        ),
        "heat_map": Definition(
            "Heat map",
            "Every team against every indicator of talk, in one table.",
            "Shares of messages or conversations, ratios against other conversations of the same channel (1× is the "
            "same), and signals per 1,000 messages. A field is filled within its own column. Departments stand in "
            "the order of their customer-centric share, each with its teams below it.",
        ),
        "missing": Definition(
            "What is missing",
            "What this report cannot or must not show.",
            "A figure is kept private when it, or a difference of figures, could point to fewer people than the "
            "threshold; it is left open when there is too little talk to say anything.",
        ),
    }
)

FLAGS: Final[Wording[tuple[str, str]]] = FLAG_MEANINGS.under("rate_")
