# Makes empty files until no more can be made.
number = 0
try:
    while number < 1000000:
        open("/tmp/file%d" % number, "w").close()
        number += 1
except OSError as error:
    print(error.strerror)
