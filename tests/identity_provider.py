"""Runs the provider of identities on a port; its pages have no style sheet, for theirs lies on another site."""

from __future__ import annotations

import os
import re
import sys
import warnings

from flask import Response
from werkzeug.serving import run_simple

SHEET = re.compile(r"<link[^>]*>")


def main(port: int) -> None:
    """Serve until the process is ended."""
    # What it is made of is older than the library beneath it.
    warnings.simplefilter("ignore")
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    from oidc_provider_mock import app

    provider = app()

    @provider.after_request
    def strip(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.set_data(SHEET.sub("", response.get_data(as_text=True)))
        return response

    run_simple("localhost", port, provider, threaded=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
