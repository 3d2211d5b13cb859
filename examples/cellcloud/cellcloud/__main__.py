"""Starts both cells of the service."""

import argparse
import os
from contextlib import suppress
from getpass import getpass
from pathlib import Path
from threading import Event

from cellcloud.auth import register
from cellcloud.service import running

parser = argparse.ArgumentParser(prog="python -m cellcloud", description=__doc__)
parser.add_argument("--host", default="127.0.0.1", help="anything but loopback needs --pem")
parser.add_argument("--ports", nargs=2, type=int, default=[8701, 8702], help="of the two APIs")
parser.add_argument("--data", type=Path, default=Path("cellcloud-data"), help="folder of the databases")
parser.add_argument("--pem", help="file with key, certificate and authority: everything goes over TLS")
options = parser.parse_args()
if options.host != "127.0.0.1" and options.pem is None:
    parser.error("only loopback is served without --pem")
secret = os.environ.get("CELLCLOUD_SECRET") or getpass("Secret of project demo: ")
options.data.mkdir(mode=0o700, exist_ok=True)
with running(options.data, options.host, options.ports, options.pem) as apis:
    for api in apis:
        register(api.conductor.database, "project", "demo", secret)
        print(api.conductor.cell, options.host, api.server_port, flush=True)
    with suppress(KeyboardInterrupt):
        Event().wait()
