"""Run the tests as a development machine does, so that `pytest` alone works."""

import os

os.environ.setdefault("DEVELOPMENT", "yes")
