package io.github.lanewise.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A model whose vector code computes from here on. */
@Name("io.github.lanewise.ChangedOver")
@Label("Changed over")
@Category("Lanewise")
@Description("A model went over from scalar to vector code")
@Enabled(false)
@StackTrace(false)
final class ChangedOver extends Event {
    @Label("Model")
    String model = "";

    @Label("Time")
    @Description("Since the model was compiled")
    @Timespan
    long time;

    static void tell(String model, long nanos) {
        ChangedOver event = new ChangedOver();
        if (event.isEnabled()) {
            event.model = model;
            event.time = nanos;
            event.commit();
        }
    }
}
