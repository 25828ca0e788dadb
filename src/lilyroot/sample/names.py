"""First and last names for invented people; any likeness is chance."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from typing import Final

FIRST: Final = tuple(
    """
Ada Aisha Alan Alma Amara Amir Andrea Anita Anton Arjun Astrid Aylin Bea Ben Bilal Björn Carla Carmen Cem Chidi
Chloe Clara Colin Dana Daniel Darius Deepa Dilan Dora Edda Eddie Elif Ellen Emeka Emil Erika Esther Ewan Farah
Felix Fiona Frida Gareth Gita Greta Gwen Hana Harold Hassan Helen Henrik Hugo Ida Ines Ingrid Irfan Iris Ivan
Jada Jamal Jana Jens José Joy Judith Kai Karim Katya Keiko Kofi Kwame Lara Leo Lena Lina Lionel Lorna Lucia
Luis Magda Malik Mara Marco Marek Maud Mei Mina Mirko Moira Nadia Naomi Nils Nina Noor Nuno Olga Omar Oscar
Otto Paige Paula Pedro Petra Priya Rafael Rana Rhea Rita Rohan Rosa Ruth Sabine Said Samir Sanna Selma Simone
Sofia Stefan Sunita Sven Tamara Tariq Tessa Theo Tilda Tomás Ulla Uma Vera Victor Wanda Wei Yara Yusuf Zoë Zora
""".split()
)
LAST: Final = tuple(
    """
Abara Achterberg Adeyemi Aldous Almeida Amsel Anand Arkwright Ashdown Atwater Bakshi Banfield Barzani Beckwith
Bellweather Benali Birkett Blomqvist Bonner Brandvold Brightwell Bruneau Calloway Capaldo Carmody Castellan
Chatterley Cheng Clutterbuck Coppola Cranmer Croft Dalgaard Danquah Darrow Delacroix Demir Dewhurst Dorsey
Drummond Dufresne Eastwick Ekström Ellingham Esposito Fairweather Falkner Farouk Fennimore Ferreira Fielding
Forsgren Gadsby Gallardo Garrick Ghosh Gilchrist Goodall Graziani Grimshaw Haddad Halvorsen Hargrave Hartnell
Hashimi Hawthorne Heminway Holloway Horvat Ibarra Idowu Inskip Iversen Jablonski Jankowska Jessop Kaltenbach
Kapoor Karlsson Kassim Kendrick Kipling Kovač Lachlan Langtry Larrabee Lindqvist Lockhart Lundgren Macklin Mahlangu
Malone Marchetti Mbeki McAllister Mehta Merriweather Mirza Moreau Nakagawa Narayan Nesbitt Novotny Nwosu Oakley
Obradović Okafor Oliveira Ormond Osei Pallister Papadakis Pemberton Perrault Pettigrew Quayle Radcliffe Rahimi
Ramsbottom Redfern Reinholt Rosales Rutherford Sabatini Salter Sandoval Schofield Seabright Shirazi Silvestri
Sokolova Stannard Swinburne Szabo Tahir Tanaka Thistlewood Tremblay Underhill Urquhart Valdez Vandermeer Venkat
Vosper Wadsworth Wainwright Wexford Whitlock Winterbourne Yamada Yilmaz Zamora Zielinski
""".split()
)
INITIALS: Final = "ABCDEFGHJKLMNPRSTVW"


def invent_names(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Pairs (first name, rest of the name) without end in sight and never the same full name twice."""
    count = len(FIRST) * len(LAST)
    order = list(range(count))
    rng.shuffle(order)
    for middle in ("", *(f"{letter}. " for letter in INITIALS)):
        for index in order:
            yield FIRST[index % len(FIRST)], middle + LAST[index // len(FIRST)]


def mail_name(first: str, rest: str) -> str:
    """The name as the part of a mail address before the @: plain letters and dots."""
    plain = unicodedata.normalize("NFKD", f"{first} {rest}").encode("ascii", "ignore").decode()
    return ".".join(plain.replace(".", "").lower().split())
