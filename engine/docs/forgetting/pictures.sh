#!/bin/sh
# Draws the pictures of engine/docs/forgetting.md. Run from the repository's root, with `lanewise` on the PATH.
set -eu

draw() { # model, name of the picture, what it shows
  model=$1 name=$2 show=$3
  shift 3
  lanewise trace "engine/docs/forgetting/$model.safetensors" --input engine/docs/forgetting/recall.safetensors \
    --output "engine/docs/forgetting/$name.svg" --show "$show" "$@" >/dev/null
}

draw lstm sensitivity sensitivity --beside engine/docs/forgetting/rnn.safetensors
draw rnn rnn input,h
draw lstm input-gate input,i
draw lstm forget-gate f
draw lstm cell-state g,c
draw lstm output-gate o,h
draw lstm cell-state-of-another c --sequence 3
