"""``lilyroot serve``: the web application on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from lilyroot.cli.options import home_option
from lilyroot.cli.web import web_application
from lilyroot.home import Home


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--name", "names", multiple=True, metavar="NAME", help="Host name browsers use; may be repeated.")
@click.option("--behind-https", is_flag=True, help="A proxy in front ends https: secure cookies, HSTS.")
@click.option("--demo", is_flag=True, help="Make a demo user with a random password and print it.")
@home_option
def command(host: str, port: int, names: tuple[str, ...], behind_https: bool, demo: bool, home: Path | None) -> None:
    """Start the web application in the foreground; Ctrl-C stops it.

    The page shows only what has been released. It is for signed-in people: while nobody can sign in, the address of
    the set-up is printed, which works once. --demo makes people to sign in as, with a random password kept in the
    home's key folder.
    """
    web = web_application()
    listening = web.Listening(host=host, port=port, names=names, behind_https=behind_https)
    web.start(Home.find(home), listening, demo=demo, say=click.echo)
