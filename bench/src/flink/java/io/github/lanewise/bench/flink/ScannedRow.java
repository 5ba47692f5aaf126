package io.github.lanewise.bench.flink;

/**
 * A row of a handwritten digit as a scanner sends it: an event of the example.
 *
 * @param sheet the image that it belongs to, which is its key
 * @param row from the top, from 0
 * @param pixels from 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // Flink reads the component; nobody compares
public record ScannedRow(int sheet, int row, float[] pixels) {}
