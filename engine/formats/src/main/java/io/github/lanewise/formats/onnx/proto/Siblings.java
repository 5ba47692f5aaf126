package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The files that stand beside a model, in which it may keep its weights. */
public interface Siblings {
    /**
     * How long a file is.
     *
     * @param where what asks for it, for messages
     * @param name a relative path with slashes that does not lead upward
     * @return its bytes
     * @throws FormatException if there is no such file beside the model
     * @throws IOException if it cannot be reached
     */
    long size(String where, String name) throws IOException;

    /**
     * Reads a part of a file.
     *
     * @param where what asks for it, for messages
     * @param name the file, as for {@link #size}
     * @param offset of the part's first byte
     * @param part filled up to its limit
     * @throws FormatException if there is no such file beside the model, or it ends before the part does
     * @throws IOException if it cannot be read
     */
    void read(String where, String name, long offset, ByteBuffer part) throws IOException;

    /**
     * Beside bytes that come from no folder there is nothing.
     *
     * @param model what the model is called in messages
     * @return siblings that refuse every name
     */
    static Siblings none(Path model) {
        return new Siblings() {
            @Override
            public long size(String where, String name) throws IOException {
                throw new FormatException(
                        model,
                        where,
                        "all of the model's weights in it, where it is read from bytes",
                        "weights in the file '" + name + "' beside it",
                        "read it from a path");
            }

            @Override
            public void read(String where, String name, long offset, ByteBuffer part) throws IOException {
                size(where, name);
            }
        };
    }
}
