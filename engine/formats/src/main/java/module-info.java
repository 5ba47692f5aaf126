/**
 * Other people's model files, and arrays.
 *
 * <p>{@link io.github.lanewise.formats.ModelFiles} reads models of every kind and writes those that describe themselves. What it
 * is told and what it gives are in {@link io.github.lanewise.formats.model}. The other packages read and write single formats:
 * ONNX graphs, PyTorch's files, tensors and arrays, recordings. {@link io.github.lanewise.formats.spectrum} has spectra of sound, and
 * {@link io.github.lanewise.formats.pipeline} runs sound through them and through models.
 */
module io.github.lanewise.formats {
    requires transitive io.github.lanewise.core;
    // Not transitive: see the core's.
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires de.siegmar.fastcsv;

    exports io.github.lanewise.formats;
    exports io.github.lanewise.formats.audio;
    exports io.github.lanewise.formats.io;
    exports io.github.lanewise.formats.model;
    exports io.github.lanewise.formats.onnx;
    exports io.github.lanewise.formats.pipeline;
    exports io.github.lanewise.formats.spectrum;
    exports io.github.lanewise.formats.tensors;
    exports io.github.lanewise.formats.torch;
}
