"""A chat completions server on loopback that answers as a test wants, and remembers every request."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NONE = {"orientation": "none", "flags": [], "words": []}


@dataclass
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    raw: str
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return self.body["messages"][0]["content"]

    @property
    def question(self) -> dict[str, Any]:
        return json.loads(self.body["messages"][1]["content"])

    @property
    def message(self) -> str:
        return self.question["message"]


@dataclass
class Says:
    """One reply. ``body`` is sent as it is; ``drop`` breaks the connection, ``stall`` never ends the reply."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    stall: bool = False
    half: bool = False


def content(text: str | None, finish: str = "stop", **more: Any) -> Says:
    """A completion whose message has this content."""
    message = {"role": "assistant", "content": text, **more}
    return Says(json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": finish}]}))


def label(orientation: str = "none", flags: tuple[str, ...] = (), words: tuple[str, ...] = ()) -> Says:
    """A good answer."""
    return content(json.dumps({"orientation": orientation, "flags": list(flags), "words": list(words)}))


Behaviour = Callable[[Asked], Says]


class LlmServer:
    """The server. ``address`` is what a user would configure; ``asked`` holds the requests in order of arrival."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self.released = threading.Event()  # ends replies that stall
        self._at_once = 0
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    @contextmanager
    def running(self) -> Iterator[LlmServer]:
        thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.released.set()
            self._http.shutdown()
            self._http.server_close()
            thread.join()

    def _take(self, asked: Asked) -> None:
        with self._lock:
            self.asked.append(asked)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)

    def _done(self) -> None:
        with self._lock:
            self._at_once -= 1

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
                asked = Asked(self.path, dict(self.headers), raw, json.loads(raw))
                server._take(asked)
                try:
                    says = server.behaviour(asked)
                finally:
                    server._done()  # before the reply, after which the client may ask again
                with suppress(OSError):  # the client has gone, as some tests want
                    self._say(says)

            def _say(self, says: Says) -> None:
                body = says.body.encode() if isinstance(says.body, str) else says.body
                if says.drop:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.send_response(says.status)
                for name, value in says.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if says.stall:
                    self._drip(body)
                else:
                    self.wfile.write(body[: len(body) // 2] if says.half else body)

            def _drip(self, body: bytes) -> None:
                """A byte now and then: the connection is never idle, the reply never whole."""
                for byte in body:
                    if server.released.wait(0.02):
                        return
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()

            def log_message(self, format: str, *arguments: object) -> None:
                """Say nothing."""

        return Handler
