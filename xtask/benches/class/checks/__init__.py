# Task 2 as checks for check50, the way its documentation has programs run: what the client prints is all there is to go by.
import ast
import os
import re
import time

import check50

PORT = os.environ["PORT"]
SLEEP = float(os.environ["SLEEP"])


def shown(label, text):
    found = re.search(label + r"[^\[\n]*(\[.*\])", text)
    if not found:
        raise check50.Failure(f'expected a list after "{label}"')
    return ast.literal_eval(found.group(1))


@check50.check()
def exists():
    """server.py and client.py exist"""
    check50.exists("server.py", "client.py")


@check50.check(exists)
def deduplicates():
    """the client shows the final list and the duplicates"""
    server = check50.run(f"python3 server.py {PORT} 127.0.0.1")
    time.sleep(SLEEP)
    text = check50.run(f"python3 client.py {PORT} 127.0.0.1").stdout(timeout=5)
    server.kill()
    numbers, final = shown("Original", text), shown("Final", text)
    if sorted(final) != sorted(set(numbers)):
        raise check50.Mismatch(str(sorted(set(numbers))), str(final))
    extra = list(numbers)
    for number in set(numbers):
        extra.remove(number)
    if sorted(shown("Duplicates", text)) != sorted(extra):
        raise check50.Failure("the duplicates are others")
