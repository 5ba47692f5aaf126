package io.github.lanewise.event;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A step that took longer than the recording's threshold. */
@Name("io.github.lanewise.SlowStep")
@Label("Slow step")
@Category("Lanewise")
@Description("A step of a stream that took longer than the threshold")
@Enabled(false)
@Threshold("1 ms")
@StackTrace(false)
final class SlowStep extends Event implements Events.StepTimer {
    /** Asked before each step: an event of its own each time would be an object each time. */
    private static final SlowStep WANTED = new SlowStep();

    @Label("Model")
    String model = "";

    static boolean isWanted() {
        return WANTED.isEnabled();
    }

    static SlowStep begun() {
        SlowStep step = new SlowStep();
        step.begin();
        return step;
    }

    @Override
    public void end(Supplier<String> ofModel) {
        end();
        if (shouldCommit()) {
            model = ofModel.get();
            commit();
        }
    }
}
