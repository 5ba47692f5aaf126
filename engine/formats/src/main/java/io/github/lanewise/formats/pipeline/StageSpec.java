package io.github.lanewise.formats.pipeline;

import io.github.lanewise.Model;
import io.github.lanewise.formats.model.ModelFile;
import java.util.List;
import java.util.function.Function;

/** A stage of a pipeline that makes a row of a row. Immutable. */
interface StageSpec {
    /** What it hands on. */
    Row output();

    /** In a few words, for people. */
    String describe();

    /** The models in it. */
    default List<ModelFile> models() {
        return List.of();
    }

    /**
     * Makes it ready for a stream.
     *
     * @param compiled the models of the pipeline
     */
    RowStage newStage(Function<ModelFile, Model> compiled);
}
