#!/bin/sh
echo called >>calls
cat
