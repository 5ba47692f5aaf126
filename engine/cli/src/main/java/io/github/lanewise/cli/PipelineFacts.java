package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.pipeline.PipelineFile;
import io.github.lanewise.formats.pipeline.SoundPipeline;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What {@code info} shows of a pipeline of sound. */
final class PipelineFacts {
    private PipelineFacts() {}

    /**
     * Prints the stages, and the models in them.
     *
     * @throws CommandException if vectors were asked for and cannot compute here
     */
    static void print(PipelineFile pipeline, PrintWriter out) throws CommandException {
        SoundPipeline ready = SoundPipeline.of(pipeline, Backend.SCALAR);
        new Table("ll")
                .row("file", pipeline.path().toString())
                .row("pipeline", pipeline.describe())
                .row("input", "sound, " + pipeline.sampleRate() + " Hz, " + pipeline.hop() + " samples a frame")
                .row("output", output(pipeline, ready))
                .row("backend", Backends.describe(Backend.AUTO))
                .row("available", Backends.available())
                .print(out);
        List<ModelFile> models = pipeline.models();
        if (models.isEmpty()) {
            return;
        }
        out.println();
        Table table = new Table("llrr").row("file", "model", "parameters", "bytes");
        for (ModelFile model : models) {
            table.row(
                    model.path().toString(),
                    model.spec().describe(),
                    StoredWeights.grouped(model.spec().parameters()),
                    StoredWeights.grouped(StoredWeights.bytes(model.spec())));
        }
        table.print(out);
    }

    private static String output(PipelineFile pipeline, SoundPipeline ready) {
        if (!pipeline.endsInSound()) {
            return "a row of " + ready.outputSize() + " for each frame";
        }
        double millis = 1000.0 * ready.latency() / pipeline.sampleRate();
        return String.format(Locale.ROOT, "sound, %d samples (%.1f ms) later in a stream", ready.latency(), millis);
    }
}
