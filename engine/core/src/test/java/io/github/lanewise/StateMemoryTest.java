package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/**
 * What a state costs: its floats and at most 64 bytes, on the heap, by the histogram of objects of a JVM of its own, in which
 * no other test's objects go between two counts.
 */
class StateMemoryTest {
    private static final int STATES = 100_000;
    private static final int UNITS = 96;
    private static final int FLOATS = 2 * UNITS * Float.BYTES;
    private static final Pattern ANSWER = Pattern.compile("costs (\\d+) bytes");

    @Test
    void aHundredThousandStatesCostTheirFloats() throws IOException, InterruptedException {
        String printed = ChildJvm.run(Counting.class);
        System.out.print(printed);
        Matcher answer = ANSWER.matcher(printed);
        assertTrue(answer.find(), printed);
        long each = Long.parseLong(answer.group(1));
        assertTrue(each >= FLOATS, each + " bytes are less than the floats: something was not counted");
        assertTrue(each <= FLOATS + 64, each + " bytes");
    }

    /** Makes the states and prints what one of them costs. */
    static final class Counting {
        private Counting() {}

        public static void main(String[] arguments) throws JMException {
            Model model = Model.of(ModelSpec.ofStack(
                    RecurrentSpec.builder(CellKind.LSTM, 8, UNITS).buildUntrained(new SplittableRandom(1)), false));
            List<State> states = new ArrayList<>(STATES);
            long before = bytesOnTheHeap();
            for (int i = 0; i < STATES / 2; i++) {
                states.add(model.newState());
            }
            states.addAll(model.newStates(STATES / 2));
            long each = (bytesOnTheHeap() - before) / states.size();
            System.out.println("a state of " + FLOATS + " bytes of floats costs " + each + " bytes");
        }

        /** Live objects of all classes; the list that holds the states has its room from the beginning. */
        private static long bytesOnTheHeap() throws JMException {
            Object histogram = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            Matcher total = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE)
                    .matcher(histogram.toString());
            if (!total.find()) {
                throw new IllegalStateException("expected a line Total, found " + histogram);
            }
            return Long.parseLong(total.group(1));
        }
    }
}
