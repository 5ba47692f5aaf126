package io.github.lanewise.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A model that was made. */
@Name("io.github.lanewise.ModelCompiled")
@Label("Model compiled")
@Category("Lanewise")
@Description("A model's weights were packed")
@Enabled(false)
@StackTrace(false)
final class ModelCompiled extends Event {
    @Label("Model")
    String model = "";

    @Label("Backend")
    @Description("What computes first")
    String backend = "";

    @Label("Time")
    @Timespan
    long time;

    static void tell(String model, String backend, long nanos) {
        ModelCompiled event = new ModelCompiled();
        if (event.isEnabled()) {
            event.model = model;
            event.backend = backend;
            event.time = nanos;
            event.commit();
        }
    }
}
