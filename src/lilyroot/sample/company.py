"""Hazel & Thatch, an invented home and garden retailer: its departments, teams and places.

Nothing here is random. ``lay_out`` decides, for a number of people, which teams there are and how large.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NAME: Final = "Hazel & Thatch"
MAIL_DOMAIN: Final = "hazelthatch.example"
HEAD_OFFICE: Final = "Head Office Fenmouth"
TEAM_SIZE: Final = 17  # the size of a team that departments are cut into


@dataclass(frozen=True, slots=True)
class Team:
    """One team. ``parent`` is the name of the team its head reports into; only the board has none.

    ``area`` says what its people talk about, ``department`` whose part of the story it plays.
    """

    name: str
    parent: str
    department: str
    function: str
    area: str
    site: str
    size: int


@dataclass(frozen=True, slots=True)
class Department:
    """A department: its share of the company and the teams (name, function, site) it is cut into, in order."""

    name: str
    area: str
    function: str
    site: str
    share: float
    teams: tuple[tuple[str, str, str], ...]


TOWNS: Final = (
    "Ottersby",
    "Westhallow",
    "Kingsreach",
    "Tarn Hill",
    "Marlbeck",
    "Saltmere",
    "Penwick Cross",
    "Dunmallow",
    "Greyfold",
    "Larkham",
    "Thornaby Quay",
    "Elmsworth",
    "Hollin Bridge",
    "Castlemoor",
    "Riverby",
    "Northgarth",
)
WAREHOUSE: Final = "Warehouse Carrow Vale"
CONTACT_CENTRE: Final = "Contact Centre Saltmere"

DEPARTMENTS: Final = (
    Department(
        "Stores",
        "stores",
        "Stores",
        HEAD_OFFICE,
        0.26,
        tuple((f"Store {town}", "Stores", f"Store {town}") for town in TOWNS),
    ),
    Department(
        "Trade Sales",
        "sales",
        "Sales",
        HEAD_OFFICE,
        0.12,
        (
            ("Key Accounts", "Sales", HEAD_OFFICE),
            ("Regional Sales North", "Sales", "Store Northgarth"),
            ("Regional Sales South", "Sales", "Store Saltmere"),
            ("Garden Projects", "Sales", "Store Riverby"),
            ("Kitchen Studio", "Sales", "Store Kingsreach"),
        ),
    ),
    Department(
        "Online Shop",
        "online",
        "Marketing",
        HEAD_OFFICE,
        0.11,
        (
            ("Checkout and Search", "Engineering", HEAD_OFFICE),
            ("Online Content", "Marketing", HEAD_OFFICE),
            ("Campaigns", "Marketing", HEAD_OFFICE),
            ("App", "Engineering", HEAD_OFFICE),
            ("Marketplace", "Marketing", HEAD_OFFICE),
        ),
    ),
    Department(
        "Customer Service",
        "service",
        "Support",
        CONTACT_CENTRE,
        0.14,
        (
            ("Phone Desk", "Support", CONTACT_CENTRE),
            ("Mail Desk", "Support", CONTACT_CENTRE),
            ("Repairs and Parts", "Support", CONTACT_CENTRE),
            ("Complaints", "Support", CONTACT_CENTRE),
            ("Trade Desk", "Support", CONTACT_CENTRE),
            ("Evening Desk", "Support", CONTACT_CENTRE),
        ),
    ),
    Department(
        "Product Range",
        "product",
        "Product",
        HEAD_OFFICE,
        0.10,
        (
            ("Garden Range", "Product", HEAD_OFFICE),
            ("Kitchen and Bath Range", "Product", HEAD_OFFICE),
            ("Tools Range", "Product", HEAD_OFFICE),
            ("Own Brands", "Product", HEAD_OFFICE),
        ),
    ),
    Department(
        "Logistics",
        "logistics",
        "Logistics",
        WAREHOUSE,
        0.12,
        (
            ("Inbound", "Logistics", WAREHOUSE),
            ("Home Delivery", "Logistics", WAREHOUSE),
            ("Picking and Packing", "Logistics", WAREHOUSE),
            ("Returns Hall", "Logistics", WAREHOUSE),
            ("Transport Planning", "Logistics", WAREHOUSE),
        ),
    ),
    Department(
        "IT",
        "it",
        "Engineering",
        HEAD_OFFICE,
        0.07,
        (
            ("Store Systems", "Engineering", HEAD_OFFICE),
            ("Platform", "Engineering", HEAD_OFFICE),
            ("Data", "Engineering", HEAD_OFFICE),
        ),
    ),
    Department(
        "Finance",
        "finance",
        "Finance",
        HEAD_OFFICE,
        0.04,
        (("Accounting", "Finance", HEAD_OFFICE), ("Controlling", "Finance", HEAD_OFFICE)),
    ),
    Department(
        "People and Culture",
        "people",
        "People",
        HEAD_OFFICE,
        0.03,
        (("Recruiting", "People", HEAD_OFFICE), ("Payroll", "People", HEAD_OFFICE)),
    ),
)
BOARD: Final = "Board"


def lay_out(people: int) -> tuple[Team, ...]:
    """The teams of a company of that size, parents before children.

    A department that would have only one team is one team; a larger one has a small lead team that carries the
    department's name, and the heads of its teams report into it.
    """
    teams = [Team(BOARD, "", BOARD, "Management", "board", HEAD_OFFICE, 3 + people // 200)]
    for department in DEPARTMENTS:
        size = round(department.share * people)
        count = round(size / TEAM_SIZE)
        if count < 2:
            teams.append(
                _team(department, department.name, department.function, department.site, BOARD, max(size, 4))
            )
            continue
        lead = 3 + size // 50
        teams.append(_team(department, department.name, department.function, department.site, BOARD, lead))
        for index in range(count):
            name, function, site = department.teams[index % len(department.teams)]
            again = index // len(department.teams)
            title = f"{name} {again + 1}" if again else name
            share = (size - lead) * (index + 1) // count - (size - lead) * index // count
            teams.append(_team(department, title, function, site, department.name, share))
    return tuple(teams)


def _team(department: Department, name: str, function: str, site: str, parent: str, size: int) -> Team:
    return Team(name, parent, department.name, function, department.area, site, size)
