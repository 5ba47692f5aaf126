/**
 * Other people's model files, and arrays.
 *
 * <p>{@link io.github.lanewise.formats.ModelFiles} reads models of every kind and writes those that describe themselves. The
 * other classes read and write single formats: PyTorch's files, ONNX graphs, safetensors, NumPy's arrays, CSV and WAV.
 */
module io.github.lanewise.formats {
    requires transitive io.github.lanewise.core;
    // Not transitive: see the core's.
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires de.siegmar.fastcsv;

    exports io.github.lanewise.formats;
}
