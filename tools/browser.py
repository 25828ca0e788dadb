"""Make sure the browser tests have a Chromium: the system's, installed from the system's packages if missing."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BY_HAND = "Install Chromium from your system's packages, for example: sudo apt-get install chromium"


def main():
    if any(map(shutil.which, NAMES)):
        return
    if not shutil.which("apt-get"):
        sys.exit(f"The browser tests need Chromium, and there is no apt-get here to install it with.\n{BY_HAND}")
    if os.geteuid() != 0:
        sys.exit(f"The browser tests need Chromium, and only root may install it.\n{BY_HAND}")
    print("Installing Chromium from the system's packages ...", flush=True)
    quietly = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    for command in (["apt-get", "update", "-qq"], install):
        if subprocess.run(command, check=False, **quietly).returncode:
            sys.exit("{} failed; its message stands above.\n{}".format(" ".join(command), BY_HAND))


if __name__ == "__main__":
    main()
