package io.github.lanewise.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Standard output, for bytes and for text. It remembers its first failure, which a {@link PrintWriter} keeps to itself. */
final class StandardOutput extends OutputStream {
    /** The part of a Unix file mode that says what a file is, and two of its values. */
    private static final int KIND = 0xf000;

    private static final int FIFO = 0x1000;
    private static final int SOCKET = 0xc000;

    private final OutputStream out;
    private final Charset charset;
    private final BooleanSupplier pipe;
    private final PrintWriter text;
    private @Nullable IOException failure;

    /**
     * An output.
     *
     * @param out the bytes' destination
     * @param charset of text
     * @param pipe whether the destination is a pipe, which its reader may close before the end
     */
    StandardOutput(OutputStream out, Charset charset, BooleanSupplier pipe) {
        this.out = out;
        this.charset = charset;
        this.pipe = pipe;
        this.text = new PrintWriter(new OutputStreamWriter(this, charset), true);
    }

    /** That of this JVM. {@link System#out} is not used since it hides why it fails. */
    static StandardOutput ofTheJvm() {
        return new StandardOutput(
                new FileOutputStream(FileDescriptor.out), System.out.charset(), StandardOutput::isPipe);
    }

    private static boolean isPipe() {
        try {
            Object mode = Files.getAttribute(Path.of("/dev/stdout"), "unix:mode");
            int kind = (Integer) mode & KIND;
            return kind == FIFO || kind == SOCKET;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            // Another operating system: its own words for a closed pipe are shown.
            return false;
        }
    }

    /** For text. */
    PrintWriter text() {
        return text;
    }

    /** Of text. */
    Charset charset() {
        return charset;
    }

    /** The first failure, or null. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Whether the failure is that the reader of a pipe has had enough. */
    boolean isClosedByReader() {
        return failure != null && pipe.getAsBoolean();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
