package io.github.lanewise.bench.flink;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.demo.Digits;
import io.github.lanewise.formats.ModelFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;

/**
 * What the example has processed, beside a session that reads each sheet alone.
 *
 * @param sheets how many were sent
 * @param rows how many rows were sent
 * @param results how many have a result
 * @param same how many results are the same bits as the session's
 * @param images sheets of each digit
 * @param right sheets of each digit that were read rightly
 */
@SuppressWarnings("ArrayRecordComponent") // data, never compared
record DigitsTable(int sheets, int rows, int results, int same, int[] images, int[] right) {
    static DigitsTable of(Digits digits, int passes, Map<Long, ReadRow> read) throws IOException {
        float[][] alone = alone(digits);
        int[] images = new int[Digits.CLASSES];
        int[] right = new int[Digits.CLASSES];
        int same = 0;
        for (int sheet = 0; sheet < passes * digits.count(); sheet++) {
            int image = sheet % digits.count();
            int digit = digits.labels()[image];
            images[digit]++;
            for (int row = 0; row < digits.rows(); row++) {
                ReadRow result = read.get(Reader.key(sheet, row));
                if (result == null) {
                    continue;
                }
                same += Arrays.equals(alone[image * digits.rows() + row], result.logProbabilities()) ? 1 : 0;
                if (row == digits.rows() - 1) {
                    right[digit] += best(result.logProbabilities()) == digit ? 1 : 0;
                }
            }
        }
        int sheets = passes * digits.count();
        return new DigitsTable(sheets, sheets * digits.rows(), read.size(), same, images, right);
    }

    /** What a session says after each row of each image. */
    private static float[][] alone(Digits digits) throws IOException {
        try (Model model = Model.of(ModelFiles.read(Digits.model()).spec())) {
            Session session = model.newSession();
            float[] pixels = new float[digits.columns()];
            float[][] outputs = new float[digits.count() * digits.rows()][model.outputSize()];
            for (int image = 0; image < digits.count(); image++) {
                State state = model.newState();
                for (int row = 0; row < digits.rows(); row++) {
                    digits.copyRow(image, row, pixels);
                    session.step(pixels, state, outputs[image * digits.rows() + row]);
                }
            }
            return outputs;
        }
    }

    private static int best(float[] logProbabilities) {
        int best = 0;
        for (int i = 1; i < logProbabilities.length; i++) {
            best = logProbabilities[i] > logProbabilities[best] ? i : best;
        }
        return best;
    }

    /** Whether every row has its result, with the bits of a session that has the sheet to itself. */
    boolean isRight() {
        return results == rows && same == rows;
    }

    String text(Duration took, CheckpointStatsSnapshot checkpoints, int killed, long repeated, long changed) {
        Table digits = new Table("digit", "sheets", "read rightly");
        for (int digit = 0; digit < images.length; digit++) {
            digits.row(String.valueOf(digit), number(images[digit]), number(right[digit]));
        }
        int all = Arrays.stream(right).sum();
        digits.row("all", number(sheets), number(all) + String.format(Locale.ROOT, " (%.2f %%)", 100.0 * all / sheets));
        CompletedCheckpointStats last = checkpoints.getHistory().getLatestCompletedCheckpoint();
        Table job = new Table("job", "")
                .row("rows", number(rows))
                .row("results", number(results))
                .row("results with the bits of a session that has the sheet to itself", number(same))
                .row(
                        "seconds from submitting the job to its end",
                        String.format(Locale.ROOT, "%.1f", took.toMillis() / 1e3))
                .row("checkpoints", number(checkpoints.getCounts().getNumberOfCompletedCheckpoints()))
                .row("bytes of the last checkpoint", last == null ? "-" : number(last.getStateSize()))
                .row("task managers killed", number(killed))
                .row("results that came again after that", number(repeated))
                .row("of them with other bits than before", number(changed));
        return digits.toText(0) + "\n" + job.toText(0);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
