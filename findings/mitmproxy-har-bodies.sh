#!/usr/bin/env bash
# mitmproxy's HAR: JSON in Japanese is base64, and `content.size` is not the size of the content.
#
# Expected: HAR 1.2 writes text bodies as text, and `content.size` is the length of the content, larger than
#   `bodySize` if it was compressed.
# Seen: a UTF-8 JSON response made mostly of non-ASCII letters is judged binary, whatever its content type says, and
#   is written with `encoding: base64`. One with a few umlauts, and the same JSON as a request body, are text. For a
#   gzip response `content.size` repeats the compressed `bodySize`, while `text` holds the decompressed body.
# Why it matters: whoever replays a HAR, looks for personal data in it, or checks it against a contract sees the
#   responses of some countries only if base64 is undone first, and a reader that trusts `size` cuts or refuses
#   compressed bodies.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv && venv/bin/pip install --quiet mitmproxy==11.0.2 || exit 2
cat > check.py <<'PY'
import gzip
import http.server
import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

JAPANESE = '{"名前":"東京都渋谷区の店舗です"}'
BODIES = {"/umlaut": '{"city":"München"}', "/japanese": JAPANESE, "/gzip": json.dumps({"rows": [0] * 200})}


class Shop(http.server.BaseHTTPRequestHandler):
    def respond(self, body, encoding=None):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        body = BODIES[self.path].encode()
        self.respond(*((gzip.compress(body), "gzip") if self.path == "/gzip" else (body,)))

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.respond(b"{}")

    def log_message(self, *arguments):
        pass


shop = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
threading.Thread(target=shop.serve_forever, daemon=True).start()
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
options = ["--set", "hardump=out.har", "--set", "confdir=conf", "--quiet"]
proxy = subprocess.Popen(["venv/bin/mitmdump", "--listen-host", "127.0.0.1", "--listen-port", str(port), *options])
try:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.3)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": f"http://127.0.0.1:{port}"}))
    address = f"http://127.0.0.1:{shop.server_port}"
    for path in BODIES:
        opener.open(address + path).read()
    headers = {"Content-Type": "application/json"}
    opener.open(urllib.request.Request(address + "/post", JAPANESE.encode(), headers)).read()
finally:
    proxy.send_signal(signal.SIGINT)
    proxy.wait(60)

log = json.load(open("out.har", encoding="utf-8"))["log"]
print(log["creator"]["name"], log["creator"]["version"])
umlaut, japanese, zipped, post = log["entries"]
contents = {name: entry["response"]["content"] for name, entry in (("umlaut", umlaut), ("japanese", japanese))}
for name, content in contents.items():
    print(f"{name}: encoding {content.get('encoding')}, text {content['text']}")
print("japanese request:", post["request"]["postData"]["text"])
content, body_size = zipped["response"]["content"], zipped["response"]["bodySize"]
print(f"gzip: content.size {content['size']}, bodySize {body_size}, length of text {len(content['text'])}")
seen = (
    contents["umlaut"].get("encoding"),
    contents["japanese"].get("encoding"),
    post["request"]["postData"]["text"] == JAPANESE,
    content["size"] == body_size < len(content["text"]),
)
sys.exit(0 if seen == (None, "base64", True, True) else 1)
PY
NO_PROXY= no_proxy= venv/bin/python check.py
