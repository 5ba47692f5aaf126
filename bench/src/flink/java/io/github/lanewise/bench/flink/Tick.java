package io.github.lanewise.bench.flink;

/**
 * An event of the planning run.
 *
 * @param key whose stream it belongs to
 * @param number counts the events of its source
 * @param values the row
 */
@SuppressWarnings("ArrayRecordComponent") // Flink reads the component; nobody compares
public record Tick(int key, long number, float[] values) {}
