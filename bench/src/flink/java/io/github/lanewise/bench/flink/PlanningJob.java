package io.github.lanewise.bench.flink;

import io.github.lanewise.SwapMode;
import io.github.lanewise.flink.KeyedScoring;
import io.github.lanewise.flink.ModelUpdate;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job of the planning run: an LSTM of untrained weights, whose keys come round one after the other. */
final class PlanningJob {
    private static final int FEATURES = 16;

    private PlanningJob() {}

    static ModelSpec model(int units) {
        RecurrentSpec stack =
                RecurrentSpec.builder(CellKind.LSTM, FEATURES, units).buildUntrained(new SplittableRandom(1));
        return ModelSpec.ofStack(stack, false);
    }

    /** As many events a second as the load says, or as the job can take where there is no limit. */
    static StreamExecutionEnvironment of(
            Load load, boolean limited, int units, int tasks, String backend, Duration interval, String checkpoints)
            throws IOException {
        Configuration options = new Configuration();
        options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
        options.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        options.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints);
        options.set(StateBackendOptions.STATE_BACKEND, backend);
        StreamExecutionEnvironment env = LocalCluster.environment(tasks, options);
        KeyedScoring<Tick, Float> scoring = KeyedScoring.builder(TypeInformation.of(Tick.class), Types.FLOAT)
                .model(ModelUpdate.of(1, model(units), SwapMode.CARRY_OVER))
                .row(Tick::values)
                .result((_, output, _) -> output[0])
                .build();
        int keys = Math.toIntExact(load.keys());
        RateLimiterStrategy<?> rate =
                limited ? RateLimiterStrategy.perSecond(load.eventsPerSecond()) : RateLimiterStrategy.noOp();
        scoring.apply(env.fromSource(
                                new DataGeneratorSource<>(
                                        index -> tick(index, keys), Long.MAX_VALUE, rate, TypeInformation.of(Tick.class)),
                                WatermarkStrategy.noWatermarks(),
                                "ticks")
                        .keyBy(Tick::key))
                .sinkTo(new CountingSink());
        return env;
    }

    private static Tick tick(long index, int keys) {
        float[] values = new float[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            values[i] = ((index * 31 + i * 7L) % 97) / 97f;
        }
        return new Tick((int) (index % keys), values);
    }
}
