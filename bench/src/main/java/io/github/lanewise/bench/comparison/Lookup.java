package io.github.lanewise.bench.comparison;

import io.github.lanewise.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/**
 * Contenders by a word on a process's command line: a backend of Lanewise's in small letters, or the class of another engine on the
 * class path. Only the contender that is asked for is made, since making one may load its native library.
 */
public final class Lookup {
    private Lookup() {}

    /**
     * The word of a backend.
     *
     * @param backend of Lanewise
     * @return for instance {@code auto}
     */
    public static String word(Backend backend) {
        return backend.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The words of the other engines on this process's class path. None of them is made.
     *
     * @return their classes' names
     */
    public static List<String> otherEngines() {
        return ServiceLoader.load(Contender.class).stream()
                .map(provider -> provider.type().getName())
                .toList();
    }

    /**
     * Makes a contender, with one thread.
     *
     * @param word see the class
     * @return Lanewise with the backend, or the other engine
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Contender of(String word) {
        // First ours: a process that measures them does not look for other engines.
        for (Backend backend : Backend.values()) {
            if (word.equals(word(backend))) {
                String name = backend == Backend.AUTO ? Contenders.ENGINE : Contenders.ENGINE + ", " + word;
                return new EngineContender(name, backend, 1);
            }
        }
        List<String> words = new ArrayList<>();
        for (Backend backend : Backend.values()) {
            words.add(word(backend));
        }
        words.addAll(otherEngines());
        return ServiceLoader.load(Contender.class).stream()
                .filter(provider -> provider.type().getName().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("engine: expected one of " + words + ", found '" + word + "'"))
                .get();
    }
}
