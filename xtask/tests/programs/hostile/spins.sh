#!/bin/sh
# Uses all the processor time it gets.
while :; do :; done
