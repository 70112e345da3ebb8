#!/usr/bin/env bash
# PyPI's partnero 0.4.0: two clients with two keys send one key, the one of the client that was made last.
#
# Expected: a client keeps the key that it was made with. An API key of Partnero belongs to one program, so whoever has two
#   programs has two clients.
# Seen: the key is kept on a class that all clients share. From the moment when the second client is made, the first one
#   sends the second one's key, too. Nothing raises: reads show the other program, and writes and deletions go to it. A
#   client that is made without a key takes the key from all others.
# Why it matters: a test with one client per program passes against a mock that does not look at the key. Tests that run in
#   parallel in one process take each other's keys, so that a failure depends on the order. A mock whose data depends on the
#   key shows it at once.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv && venv/bin/pip install --quiet partnero==0.4.0 requests==2.34.2 || exit 2

cat > check.py <<'PY'
import http.server
import json
import threading

from partnero import PartneroClient


class Programs(http.server.BaseHTTPRequestHandler):
    def do_DELETE(self):
        answer = json.dumps({"status": 1, "deleted_with": self.headers["Authorization"]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Programs)
threading.Thread(target=server.serve_forever, daemon=True).start()


def client(key):
    made = PartneroClient(api_key=key)
    made.partner.base_url = f"http://127.0.0.1:{server.server_port}/v1/"
    return made


def deletes(name, client):
    try:
        print(f"{name} deletes with {client.partner.delete_partner('p')['deleted_with']}")
    except ValueError as error:
        print(f"{name} raises ValueError: {error}")


shop = client("key-of-the-shop")
deletes("the shop's client, alone,", shop)
blog = client("key-of-the-blog")
deletes("the blog's client", blog)
deletes("the shop's client", shop)
client(None)
deletes("the shop's client, after one without a key,", shop)
PY
cat > expected.txt <<'TXT'
the shop's client, alone, deletes with Bearer key-of-the-shop
the blog's client deletes with Bearer key-of-the-blog
the shop's client deletes with Bearer key-of-the-blog
the shop's client, after one without a key, raises ValueError: API key has not been set.
TXT
echo "PyPI $(venv/bin/pip list --format=freeze | grep -E '^(partnero|requests)=' | paste -sd' ')"
venv/bin/python check.py | tee seen.txt
diff -u expected.txt seen.txt
