package io.github.lanewise.formats.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Begins a file, says so in a line on standard output, and never goes on: for a test that ends this JVM. */
final class InterruptedWriting {
    private InterruptedWriting() {}

    /**
     * Begins the file.
     *
     * @param arguments where
     */
    public static void main(String[] arguments) throws IOException {
        AtomicFile.write(Path.of(arguments[0]), out -> {
            out.write(new byte[100_000]);
            out.flush();
            System.out.println("begun");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
    }
}
