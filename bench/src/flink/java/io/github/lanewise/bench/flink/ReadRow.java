package io.github.lanewise.bench.flink;

/**
 * What the model makes of a digit, having read it down to a row: a result of the example.
 *
 * @param sheet the image
 * @param row the last one that was read
 * @param logProbabilities of the digits from 0 to 9
 * @param modelVersion of the model
 */
@SuppressWarnings("ArrayRecordComponent") // Flink reads the component; nobody compares
public record ReadRow(int sheet, int row, float[] logProbabilities, long modelVersion) {
    static ReadRow of(ScannedRow scanned, float[] logProbabilities, long modelVersion) {
        return new ReadRow(scanned.sheet(), scanned.row(), logProbabilities, modelVersion);
    }
}
