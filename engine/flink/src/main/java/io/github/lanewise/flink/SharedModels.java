package io.github.lanewise.flink;

import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;

/** The models of a JVM: tasks that use the same one share its packed weights. */
final class SharedModels {
    private static final Map<Key, Entry> MODELS = new HashMap<>();

    private SharedModels() {}

    private record Key(String name, ByteBuffer digest) {}

    private static final class Entry {
        final Model model;
        int users;

        Entry(Model model) {
            this.model = model;
        }
    }

    /** A task's hold on a model; the last one that lets go closes it. */
    static final class Lease implements AutoCloseable {
        private final Key key;
        private final Model model;
        private boolean closed;

        private Lease(Key key, Model model) {
            this.key = key;
            this.model = model;
        }

        Model model() {
            return model;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                release(key);
            }
        }
    }

    /** Reads the model unless another task has. */
    static synchronized Lease acquire(ModelUpdate update) throws IOException {
        Key key = new Key(update.name(), ByteBuffer.wrap(digest(update.bytes())));
        Entry entry = MODELS.get(key);
        if (entry == null) {
            entry = new Entry(
                    Model.of(ModelFiles.read(update.bytes(), update.name()).spec()));
            MODELS.put(key, entry);
        }
        entry.users++;
        return new Lease(key, entry.model);
    }

    private static synchronized void release(Key key) {
        Entry entry = MODELS.get(key);
        if (entry != null && --entry.users == 0) {
            MODELS.remove(key);
            entry.model.close();
        }
    }

    /** How many there are, for tests. */
    static synchronized int count() {
        return MODELS.size();
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256, which every JDK has, is missing", e);
        }
    }
}
