package io.github.lanewise.bench.latency;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What another thread of the process does meanwhile. */
enum Beside {
    /** There is none. */
    ALONE("alone") {
        @Override
        @Nullable
        Neighbour neighbour() {
            return null;
        }
    },
    /** The collector of the young generation has work. */
    ALLOCATING("beside a thread that allocates") {
        @Override
        Neighbour neighbour() {
            return new Neighbour(new Allocation());
        }
    },
    /** The caches that the cores share do not keep anything for long. */
    EVICTING("beside a thread that evicts the caches") {
        @Override
        Neighbour neighbour() {
            return new Neighbour(new Eviction(Eviction.bytesOfThisMachine()));
        }
    };

    private final String description;

    Beside(String description) {
        this.description = description;
    }

    /** For tables. */
    String description() {
        return description;
    }

    /** For names of loads. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The thread, not started yet; null if there is none. */
    abstract @Nullable Neighbour neighbour();
}
