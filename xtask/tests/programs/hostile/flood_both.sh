#!/bin/sh
# Prints without end on both streams, from several processes.
yes out &
yes err >&2 &
yes more
