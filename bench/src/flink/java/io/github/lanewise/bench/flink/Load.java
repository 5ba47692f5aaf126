package io.github.lanewise.bench.flink;

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

    @Override
    public String toString() {
        return String.format(java.util.Locale.ROOT, "%,d keys at %s a second", keys, Plan.plain(perKey));
    }
}
