/**
 * Model files and arrays: safetensors with or without a description of the model, NPY and CSV.
 *
 * <p>{@link io.github.lanewise.formats.ModelFiles} reads and writes models; the other classes are the formats themselves.
 */
module io.github.lanewise.formats {
    requires transitive io.github.lanewise.core;
    // Not transitive: see the core's.
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires de.siegmar.fastcsv;

    exports io.github.lanewise.formats;
}
