package io.github.lanewise.serving;

import java.time.Duration;

/**
 * How an executor works.
 *
 * @param <K> identifies streams
 * @param workers threads
 * @param queueCapacity rows that may wait at each worker
 * @param whenFull what becomes of more
 * @param batchSize streams that go together, at most
 * @param batchDelay how long a row waits for others
 * @param maxStreams streams that each worker has in memory, at most
 * @param evictAfter how long a stream may be idle in memory
 * @param store where states are that are not in memory
 * @param metrics who is told
 * @param refusesNotFinite whether rows with NaN or an infinity are refused
 */
record ServingSettings<K>(
        int workers,
        int queueCapacity,
        WhenFull whenFull,
        int batchSize,
        Duration batchDelay,
        int maxStreams,
        Duration evictAfter,
        StateStore<K> store,
        ServingMetrics metrics,
        boolean refusesNotFinite) {}
