"""Static files: two are generated (the palette as CSS, the chart engine), all get hashed names and gzip.

The chart engine is Vega with its expression interpreter, taken from vl-convert without a network, so charts run
under a content policy without eval. It is about 0.9 MB (0.3 MB gzipped) and takes two seconds to make: it is made
once per version, not at each start.
"""

from __future__ import annotations

import hashlib
import shutil
from importlib.metadata import version
from pathlib import Path

import vl_convert
from django.conf import settings
from django.core.management import call_command

from lilyroot.home import Home
from lilyroot_web.ui.tokens import stylesheet

_SOURCES = Path(__file__).parent / "static"
_ENGINE = "window.lilyrootCharts = { embed: vegaEmbed };"


def _fingerprint() -> str:
    """Changes when any static file, or what generates one, changes."""
    digest = hashlib.sha256()
    digest.update(f"{version('vl-convert-python')} {version('whitenoise')} {_ENGINE}".encode())
    digest.update(stylesheet().encode())
    for path in sorted(path for path in _SOURCES.rglob("*") if path.is_file()):
        digest.update(path.relative_to(_SOURCES).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def ensure_static(home: Home) -> None:
    """Generate and collect the static files, unless what is there is current."""
    stamp = home.data / "web-static.stamp"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    stamp.unlink(missing_ok=True)  # until everything is in place, nothing is
    built = Path(settings.STATICFILES_DIRS[0])
    shutil.rmtree(built, ignore_errors=True)
    (built / "ui").mkdir(parents=True)
    (built / "ui" / "tokens.css").write_text(stylesheet())
    (built / "ui" / "chart-engine.js").write_text(vl_convert.javascript_bundle(_ENGINE))
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(wanted)
