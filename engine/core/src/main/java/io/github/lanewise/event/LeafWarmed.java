package io.github.lanewise.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A method of the vector code that is measured to be fast, or has been given up for this time. */
@Name("io.github.lanewise.LeafWarmed")
@Label("Leaf warmed")
@Category("Lanewise")
@Description("A method of the vector code was called until it was fast, or for too long")
@Enabled(false)
@StackTrace(false)
final class LeafWarmed extends Event {
    @Label("Leaf")
    String leaf = "";

    @Label("Lanes")
    int lanes;

    @Label("Tries")
    @Description("How often its class has been defined")
    int tries;

    @Label("Warm")
    boolean warm;

    @Label("Time")
    @Description("Since its first call")
    @Timespan
    long time;

    @Label("Time of a call with vectors")
    @Timespan
    long vectorTime;

    @Label("Time of the same call without")
    @Timespan
    long scalarTime;

    static void tell(
            String leaf, int lanes, int tries, boolean isWarm, long nanos, long vectorNanos, long scalarNanos) {
        LeafWarmed event = new LeafWarmed();
        if (event.isEnabled()) {
            event.leaf = leaf;
            event.lanes = lanes;
            event.tries = tries;
            event.warm = isWarm;
            event.time = nanos;
            event.vectorTime = vectorNanos;
            event.scalarTime = scalarNanos;
            event.commit();
        }
    }
}
