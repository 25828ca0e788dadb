"""How long does the server work on a page, cold and warm, with 50 readers at once, and what does a visit transfer?

    python -m benchmarks.pages HOME [--repeats 20] [--readers 50] [--seconds 30] [--postgresql]

HOME is a released home (``benchmarks/release.py 100000 --into HOME`` leaves one of 500 teams and 24 months). A copy
of it is used, in which a survey, two quarters of records, 500 people, 300 actions and 5,000 lines of the access log
are invented. Three questions, each asked of the same pages by somebody who reaches everything and by a manager of one
team:

* first look: the page in a process that has looked at nothing, with no drawing kept, and with what the worker draws
  first after a release (on SQLite; it is the ledger that is read)
* warm: the median and 95th percentile of the server's own CPU time over the repeats, and the queries of each page
* readers: 50 of them on one ``lilyroot serve``, each of whom opens a page, reads for five seconds, opens the next;
  and 50 who open the next page at once; what they wait for, on the clock

CPU time is what the work costs; the clock tells what else the machine was doing, too.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PAGES = (
    "/",
    "/see",
    "/see/dimensions",
    "/see/orientation",
    "/see/conversations",
    "/see/network",
    "/see/flags",
    "/see/heat-map",
    "/see/trend",
    "/see/hidden",
    "/see/pond",
    "/see?until={month}",
    "/act",
    "/act/new",
    "/listen",
    "/trust",
    "/trust/policy",
    "/trust/access",
    "/people",
    "/people/new",
    "/account/tokens",
    "/deliveries",
    "/definitions/salience",
)
COLD = ("/", "/see", "/see/heat-map", "/see/pond", "/act/new")
"""Pages that rest on the ledger: of these the first look is measured."""
READERS = ("everything", "one-team")
PAUSES = (5.0, 0.0)
"""Seconds for which a page is read."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("home", type=Path)
    options.add_argument("--repeats", type=int, default=20)
    options.add_argument("--readers", type=int, default=50)
    options.add_argument("--seconds", type=float, default=30.0)
    options.add_argument("--postgresql", action="store_true", help="on a server of its own (default: SQLite)")
    options.add_argument("--first-look", nargs=2, metavar=("READER", "PAGE"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.first_look:
        _first_look(chosen.home, *chosen.first_look)
        return
    with tempfile.TemporaryDirectory() as folder, _database(postgresql=chosen.postgresql):
        home = Path(folder) / "home"
        shutil.copytree(chosen.home, home, ignore=shutil.ignore_patterns("web-cache", "web.sqlite*", "segments"))
        _add_culture(home)
        _serving(home)
        month = _fill()
        pages = [page.format(month=month) for page in PAGES]
        looks = [] if chosen.postgresql else [(reader, page) for reader in READERS for page in COLD]
        cold = {look: _in_a_process(home, *look, drawn=False) for look in looks}
        _draw_ahead(home)
        ahead = {look: _in_a_process(home, *look, drawn=True) for look in looks}
        print("| page | reader | first look | drawn ahead | warm median | warm 95 % | queries | bytes |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        for reader in READERS:
            for page in pages:
                look = (reader, page)
                print(_row(reader, page, (cold.get(look, ""), ahead.get(look, "")), chosen.repeats), flush=True)
        with _server(home) as port:
            _visit(port, home)
            for pause in PAUSES:
                _concurrent(port, pages, chosen.readers, chosen.seconds, pause)


@contextmanager
def _database(*, postgresql: bool) -> Iterator[None]:
    """SQLite in the home, or a PostgreSQL that is gone with the block."""
    if not postgresql:
        yield
        return
    from django.db import connection

    from tests.postgresql import server

    with server() as address:
        os.environ["LILYROOT_DATABASE"] = address
        try:
            yield
        finally:
            connection.close()


def _draw_ahead(home: Path) -> None:
    """What the worker draws first after a release: the newest month, of everything and of the one line."""
    from lilyroot.home import Home
    from lilyroot_web.access.queries import reaches_of_late
    from lilyroot_web.insights.ahead import draw_ahead

    for reader in READERS:
        _client(reader)  # signs in
    lines = [line for line in reaches_of_late("see figures", datetime.now(UTC) - timedelta(days=1)) if line.units]
    draw_ahead(Home.find(home), lines, earlier=False)


def _add_culture(home: Path) -> None:
    """Answers and records of the groups that talk was released of, where the ledger holds none."""
    from lilyroot.home import Home
    from lilyroot.release.ledger import Ledger
    from lilyroot.score.sources import least
    from tests.culture_ledgers import Culture, publish
    from tests.ledgers import Cell

    ledger = Ledger(Home.find(home).releases)
    if ledger.released("records").periods:
        return
    talk = ledger.released()
    shown = talk.rows(period=talk.periods[-1], indicator="messages")
    cells = [
        Cell(*(row[name] for name in ("cut", "cell", "label", "parent", "depth")), least(row["persons"]))
        for row in shown
        if row["status"] == "shown" and row["cut"] in ("organisation", "team", "function")
    ]
    publish(ledger.folder, cells, Culture(streams=("answers", "records")))


def _serving(home: Path) -> Any:
    """Django on this home, as ``lilyroot serve`` prepares it, its worker left out."""
    from lilyroot.home import Home
    from lilyroot_web.config.start import Listening, prepare

    prepare(Home.find(home), Listening())


def _fill() -> str:
    """People, actions and a long log; gives the sixth month, which is not the one that everybody looks at."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from lilyroot.release.ledger import Ledger
    from lilyroot_web.access.models import Entry, Grant
    from lilyroot_web.actions import domain
    from lilyroot_web.actions.units import units

    users = get_user_model().objects
    people = users.bulk_create([users.model(username=f"person-{n:03d}", password="!") for n in range(500)])
    names = [unit for unit in units(settings.LILYROOT_HOME).label if "+" not in unit]
    teams = [name for name in names if name.startswith("Team")] or names
    Grant.objects.bulk_create(
        [Grant(user=one, role="manager", unit=teams[n % len(teams)]) for n, one in enumerate(people)]
    )
    for name, roles in (("everything", ("analyst", "admin", "auditor", "steward")), ("one-team", ("manager",))):
        user = users.create_user(username=name)
        Grant.objects.bulk_create(
            [Grant(user=user, role=role, unit=teams[7] if role == "manager" else "") for role in roles]
        )
    today = timezone.now().date()
    for n in range(300):
        plan = domain.Plan(
            title=f"Sit in on ten calls a month, {n}", unit=teams[n % len(teams)], indicator="salience",
            owner=people[n], due=today + timedelta(days=n % 90), review=today + timedelta(days=n % 90 + 60),
            hope="up", why="The figure moved.",
        )  # fmt: skip
        domain.plan(plan, by=people[n])
    now = timezone.now()
    Entry.objects.bulk_create(
        [
            Entry(at=now, who="person-001", verb="see figures", what="/see", changed=False, outcome=200)
            for _ in range(5000)
        ]
    )
    return Ledger(settings.LILYROOT_HOME.releases).released().periods[5]


def _client(reader: str) -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    user = get_user_model().objects.get(username=reader)
    client.force_login(user)
    session = client.session  # as after a password: pages that let people in open without asking for it again
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def _ask(client: Any, page: str) -> tuple[float, float, Any]:
    """CPU milliseconds of all threads, milliseconds on the clock, and the answer."""
    began, before = time.perf_counter(), time.process_time()
    answer = client.get(page)
    return 1000 * (time.process_time() - before), 1000 * (time.perf_counter() - began), answer


def _in_a_process(home: Path, reader: str, page: str, *, drawn: bool) -> str:
    """The first look at a page by a process that knows nothing yet."""
    for kept in () if drawn else (home / "data" / "web-cache").glob("*"):
        shutil.rmtree(kept)
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.pages", str(home), "--first-look", reader, page],
        capture_output=True,
        text=True,
        check=True,
    )
    return f"{float(told.stdout):.0f}"


def _first_look(home: Path, reader: str, page: str) -> None:
    _serving(home)
    client = _client(reader)
    client.get("/health")
    client.get("/definitions/salience")  # loads what every page loads
    print(_ask(client, page)[0])


def _row(reader: str, page: str, cold: tuple[str, str], repeats: int) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client(reader)
    _, _, answer = _ask(client, page)
    if answer.status_code != 200:
        return f"| `{page}` | {reader} | answers {answer.status_code} | | | | | |"
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    queries = len(asked)
    worked = sorted(_ask(client, page)[0] for _ in range(repeats))
    size = len(gzip.compress(answer.content, 6))
    return (
        f"| `{page}` | {reader} | {cold[0]} | {cold[1]} | {worked[len(worked) // 2]:.1f} "
        f"| {_most(worked):.1f} | {queries} | {size:,} |"
    )


def _most(sorted_times: list[float]) -> float:
    """The 95th percentile."""
    return sorted_times[min(len(sorted_times) - 1, int(0.95 * len(sorted_times)))]


@contextmanager
def _server(home: Path) -> Iterator[int]:
    """``lilyroot serve`` on this home and a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("lilyroot")), "serve", "--home", str(home), "--port", str(port)]
    served = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                if _get(port, "/health", "").status == 200:
                    break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        served.terminate()
        served.wait(20)


def _get(port: int, address: str, cookie: str, connection: http.client.HTTPConnection | None = None) -> Any:
    connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": "gzip, br"})
    answer = connection.getresponse()
    answer.body = answer.read()
    return answer


def _cookie(reader: str) -> str:
    return f"lilyroot_session={_client(reader).cookies['lilyroot_session'].value}"


def _visit(port: int, home: Path) -> None:
    """What a browser that has nothing yet transfers for the first page of See, without the chart engine."""
    page = _get(port, "/see", _cookie("everything"))
    body = gzip.decompress(page.body) if page.headers.get("Content-Encoding") == "gzip" else page.body
    assets = sorted(set(re.findall(r'(?:src|href)="(/static/[^"#]+)"', body.decode())))
    sizes = {address: len(_get(port, address, "").body) for address in assets}
    engine = {address: size for address, size in sizes.items() if "chart-engine" in address}
    print(f"\nfirst visit to /see: page {len(page.body):,} bytes ({len(body):,} unpacked)", end=", ")
    print(f"{len(sizes) - len(engine)} files {sum(sizes.values()) - sum(engine.values()):,} bytes", end=", ")
    print(f"chart engine {sum(engine.values()):,} bytes")


def _concurrent(port: int, pages: list[str], readers: int, seconds: float, pause: float) -> None:
    cookies = {reader: _cookie(reader) for reader in READERS}
    for _ in range(2):  # everything has been looked at once, and what the server does at its start is over
        for reader in READERS:
            for page in pages:
                _get(port, page, cookies[reader])
    waited: dict[str, list[float]] = {}
    faults: list[str] = []
    until = time.monotonic() + seconds

    def reads(number: int) -> None:
        chance = random.Random(number)
        cookie = cookies[READERS[number % 2]]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        time.sleep(chance.uniform(0, pause))
        while time.monotonic() < until:
            page = chance.choice(pages)
            began = time.perf_counter()
            answer = _get(port, page, cookie, connection)
            waited.setdefault(page, []).append(1000 * (time.perf_counter() - began))
            if answer.status not in (200, 404):
                faults.append(f"{page}: {answer.status}")
            time.sleep(pause * chance.uniform(0.8, 1.2))

    threads = [threading.Thread(target=reads, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = sorted(time for times in waited.values() for time in times)
    middle, most = everything[len(everything) // 2], _most(everything)
    print(f"{readers} readers who read {pause:.0f} s, for {seconds:.0f} s: {len(everything)} pages,", end=" ")
    print(f"median {middle:.0f} ms,", end=" ")
    print(f"95 % under {most:.0f} ms on the clock, {len(faults)} faults; load {os.getloadavg()[0]:.1f}")
    slowest = sorted(waited, key=lambda page: -_most(sorted(waited[page])))[:3]
    print("slowest:", ", ".join(f"{page} {_most(sorted(waited[page])):.0f} ms" for page in slowest))


if __name__ == "__main__":
    main()
