package io.github.lanewise.formats.bytes;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.text.Messages;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of a file by name, its tensors for instance. Immutable.
 *
 * @param <E> an entry
 */
public final class NamedEntries<E> {
    private final Path path;
    private final String kind;
    private final Map<String, E> entries;

    /**
     * Entries of a file.
     *
     * @param path the file, for messages
     * @param kind the word for an entry: {@code tensor}
     * @param entries by name, in the file's order
     */
    public NamedEntries(Path path, String kind, Map<String, ? extends E> entries) {
        this.path = path;
        this.kind = kind;
        this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    public boolean has(String name) {
        return entries.containsKey(name);
    }

    /** The entry, or a refusal that lists the names there are. */
    public E get(String name) throws FormatException {
        E entry = entries.get(name);
        if (entry == null) {
            throw new FormatException(
                    path,
                    where(name),
                    "a " + kind + " of this name",
                    "none",
                    "the file has " + Messages.list(entries.keySet()));
        }
        return entry;
    }

    /** A name with the word for what it is, for messages. */
    public String where(String name) {
        return kind + " " + name;
    }
}
