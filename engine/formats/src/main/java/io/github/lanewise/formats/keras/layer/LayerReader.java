package io.github.lanewise.formats.keras.layer;

import io.github.lanewise.formats.io.FormatException;

/** Reads the layers of one class: adds what the engine computes for them to the chain. */
interface LayerReader {
    void read(LayerContext layer) throws FormatException;
}
