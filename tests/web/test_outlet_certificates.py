"""Posting over TLS to a real server: the certificate has to be of the host, and of somebody who is trusted."""

from __future__ import annotations

import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lilyroot_web.outlets.address import parsed
from lilyroot_web.outlets.sending import NotReached, post

ALLOWED = frozenset({"localhost", "127.0.0.1"})


@pytest.fixture
def certificate(tmp_path):
    """A certificate for localhost that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "both.pem"
    plain = serialization.NoEncryption()
    held = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + held)
    return path


@pytest.fixture
def port(certificate):
    """Where a server with that certificate listens."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(202)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    class Server(HTTPServer):
        def handle_error(self, request, client_address) -> None:
            """Who does not trust it breaks off."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def send(host: str, port: int) -> int:
    address = parsed(f"https://{host}:{port}/", ALLOWED)
    return post(address, b"{}", {"Content-Type": "application/json"}, ALLOWED).status


def test_a_certificate_of_the_host_by_somebody_trusted_lets_it_through(port, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert send("localhost", port) == 202


def test_one_that_nobody_trusted_vouches_for_does_not(port):
    with pytest.raises(NotReached, match=r"The certificate of localhost does not hold\."):
        send("localhost", port)


def test_one_of_another_host_does_not(port, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with pytest.raises(NotReached, match=r"The certificate of 127\.0\.0\.1 does not hold\."):
        send("127.0.0.1", port)


def test_plain_http_where_tls_is_expected_is_no_answer(monkeypatch):
    class Plain(BaseHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Plain) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with pytest.raises(NotReached, match="broke off"):
            send("localhost", server.server_port)
        thread.join()
