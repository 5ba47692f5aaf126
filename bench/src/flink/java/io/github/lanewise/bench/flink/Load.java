package io.github.lanewise.bench.flink;

import java.util.Locale;

/**
 * How many keys a job has and what comes for them.
 *
 * @param keys how many
 * @param perKey events a second of each
 */
record Load(long keys, double perKey) {
    double eventsPerSecond() {
        return keys * perKey;
    }

    /** A part of the keys, which send as much each. */
    Load part(int parts) {
        return new Load(keys / parts, perKey);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d keys at %s a second", keys, Double.toString(perKey).replace(".0", ""));
    }
}
