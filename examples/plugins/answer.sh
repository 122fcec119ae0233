#!/bin/sh
# Stands in for a model: the answer is what stands behind "Say: ".
sed -n 's/^Say: //p'
