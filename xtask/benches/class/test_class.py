# Task 2 as a test for pytest, the way instructors write one: what the client prints is all there is to go by.
import ast
import os
import pathlib
import re
import subprocess
import sys
import time

import pytest

SLEEP = float(os.environ["SLEEP"])
FIRST_PORT = int(os.environ["PORT"])
SHARE, SHARES = int(os.environ["SHARE"]), int(os.environ["SHARES"])
SUBMISSIONS = sorted(pathlib.Path(os.environ["SUBMISSIONS"]).iterdir())[SHARE::SHARES]


def shown(label, text):
    found = re.search(label + r"[^\[\n]*(\[.*\])", text)
    assert found, f'expected a list after "{label}"'
    return ast.literal_eval(found.group(1))


@pytest.mark.parametrize("place", range(len(SUBMISSIONS)), ids=[folder.name for folder in SUBMISSIONS])
def test_deduplicates(place):
    folder = SUBMISSIONS[place]
    address = [str(FIRST_PORT + place), "127.0.0.1"]
    server = subprocess.Popen([sys.executable, "server.py", *address], cwd=folder, stdout=subprocess.DEVNULL)
    try:
        time.sleep(SLEEP)
        client = subprocess.run([sys.executable, "client.py", *address], cwd=folder, capture_output=True, text=True, timeout=5)
    finally:
        server.kill()
        server.wait()
    numbers, final = shown("Original", client.stdout), shown("Final", client.stdout)
    assert sorted(final) == sorted(set(numbers))
    extra = list(numbers)
    for number in set(numbers):
        extra.remove(number)
    assert sorted(shown("Duplicates", client.stdout)) == sorted(extra)
