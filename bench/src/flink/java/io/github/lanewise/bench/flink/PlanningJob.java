package io.github.lanewise.bench.flink;

import io.github.lanewise.SwapMode;
import io.github.lanewise.flink.KeyedScoring;
import io.github.lanewise.flink.ModelUpdate;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job of the planning run: an LSTM of untrained weights, whose keys come round one after the other.
 *
 * @param units of the LSTM
 * @param backend where Flink has the states: hashmap or rocksdb
 * @param tasks how many
 * @param interval between two checkpoints
 * @param folder where checkpoints go
 */
record PlanningJob(int units, String backend, int tasks, Duration interval, Path folder) {
    static final int FEATURES = 16;

    /** Numbers of a source; the next source's begin behind them. */
    private static final long OF_A_SOURCE = 1L << 40;

    ModelSpec model() {
        RecurrentSpec stack =
                RecurrentSpec.builder(CellKind.LSTM, FEATURES, units).buildUntrained(new SplittableRandom(1));
        return ModelSpec.ofStack(stack, false);
    }

    StreamExecutionEnvironment of(int keys, Timetable timetable) throws IOException {
        Configuration options = new Configuration();
        options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
        options.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        options.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
        options.set(StateBackendOptions.STATE_BACKEND, backend);
        StreamExecutionEnvironment env = LocalCluster.environment(tasks, options);
        KeyedScoring<Tick, Long> scoring = KeyedScoring.builder(TypeInformation.of(Tick.class), Types.LONG)
                .model(ModelUpdate.of(1, model(), SwapMode.CARRY_OVER))
                .row(Tick::values)
                .result((tick, _, _) -> tick.number())
                .build();
        int sources = tasks; // of its own, so that Flink does not have to serialize this object
        scoring.apply(env.fromSource(
                                new DataGeneratorSource<>(
                                        index -> {
                                            timetable.await(index % OF_A_SOURCE);
                                            return tick(index, keys, sources);
                                        },
                                        tasks * OF_A_SOURCE,
                                        TypeInformation.of(Tick.class)),
                                WatermarkStrategy.noWatermarks(),
                                "ticks")
                        .keyBy(Tick::key))
                .sinkTo(new Arrivals(timetable));
        return env;
    }

    private static Tick tick(long index, int keys, int sources) {
        long number = index % OF_A_SOURCE;
        long source = index / OF_A_SOURCE;
        float[] values = new float[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            values[i] = ((number * 31 + i * 7L) % 97) / 97f;
        }
        return new Tick((int) ((number * sources + source) % keys), number, values);
    }
}
