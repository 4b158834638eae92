"""Serve site/ as any static host would, with its 404 page."""

import functools
import http.server
import sys
from pathlib import Path

SITE = Path("site")


class Handler(http.server.SimpleHTTPRequestHandler):
    """Quiet, and telling a missing page in both languages."""

    def send_error(self, code, message=None, explain=None):
        if code != 404:
            super().send_error(code, message, explain)
            return
        body = (SITE / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format, *args):
        pass


def server(port: int) -> http.server.ThreadingHTTPServer:
    """Return a server of site/ on this machine; port 0 takes a free one."""
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Handler, directory=SITE))


def main() -> None:
    try:
        with server(8000) as running:
            print("http://127.0.0.1:8000/  (Ctrl-C stops)", file=sys.stderr, flush=True)
            running.serve_forever()
    except OSError as error:
        raise SystemExit(f"port 8000: {error.strerror}; stop what uses it") from None
    except KeyboardInterrupt:
        print(file=sys.stderr)


if __name__ == "__main__":
    main()
