"""``lilyroot people``: who can sign in to the web application, and which roles they hold."""

from __future__ import annotations

from pathlib import Path

import click

from lilyroot.cli.options import home_option
from lilyroot.cli.web import web_application
from lilyroot.home import Home

roles_argument = click.argument("roles", nargs=-1, required=True, metavar="ROLE...")


@click.group(name="people")
def command() -> None:
    """Let people in, give them roles, let them go.

    Roles are employee, manager, leader, people lead, analyst, auditor, steward and admin. Employees, managers and
    leaders see the line of a unit: say "manager of Customer Service".
    """


@command.command(name="list")
@home_option
def list_people(home: Path | None) -> None:
    """List who can sign in, with their roles."""
    found = web_application().people(Home.find(home))
    for person in found:
        roles = ", ".join(person.roles) or "no role"
        click.echo(f"{person.name}: {roles}{'' if person.is_let_in else ' (was let go)'}")
    if not found:
        click.echo("Nobody can sign in yet. Begin with yourself: lilyroot people add NAME --role admin")


@command.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, help='A role to begin with, such as "manager of Customer Service".')
@home_option
def add(name: str, roles: tuple[str, ...], home: Path | None) -> None:
    """Let somebody in and print their first password, once."""
    password = web_application().let_in(Home.find(home), name, roles)
    click.echo(f"{name} / {password}")


@command.command()
@click.argument("name")
@roles_argument
@home_option
def give(name: str, roles: tuple[str, ...], home: Path | None) -> None:
    """Give somebody roles."""
    web_application().change_person(Home.find(home), name, "give", roles)


@command.command()
@click.argument("name")
@roles_argument
@home_option
def take(name: str, roles: tuple[str, ...], home: Path | None) -> None:
    """Take roles from somebody."""
    web_application().change_person(Home.find(home), name, "take", roles)


@command.command(name="let-go")
@click.argument("name")
@home_option
def let_go(name: str, home: Path | None) -> None:
    """Somebody may no longer sign in; whatever they have open ends with their next click."""
    web_application().change_person(Home.find(home), name, "let_go")


@command.command(name="let-back")
@click.argument("name")
@home_option
def let_back(name: str, home: Path | None) -> None:
    """Let somebody back in who was let go."""
    web_application().change_person(Home.find(home), name, "let_back")
