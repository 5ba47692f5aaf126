package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What a state costs: its floats and at most 64 bytes, on the heap, by the JVM's own histogram of objects. */
class StateMemoryTest {
    private static final int STATES = 100_000;
    private static final int UNITS = 96;

    @Test
    void aHundredThousandStatesCostTheirFloats() throws JMException {
        Model model = Model.of(ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.LSTM, 8, UNITS).buildRandom(new SplittableRandom(1)), false));
        List<State> states = new ArrayList<>(STATES);
        long before = bytesOnTheHeap();
        for (int i = 0; i < STATES / 2; i++) {
            states.add(model.newState());
        }
        states.addAll(model.newStates(STATES / 2));
        long each = (bytesOnTheHeap() - before) / STATES;
        int floats = 2 * UNITS * Float.BYTES;
        System.out.println("a state of " + floats + " bytes of floats costs " + each + " bytes");
        assertEquals(STATES, states.size());
        assertTrue(each >= floats, each + " bytes are less than the floats: something was not counted");
        assertTrue(each <= floats + 64, each + " bytes");
    }

    /** Live objects of all classes; the list that holds the states has its room from the beginning. */
    private static long bytesOnTheHeap() throws JMException {
        Object histogram = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Matcher total =
                Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE).matcher(histogram.toString());
        assertTrue(total.find(), () -> "expected a line Total, found " + histogram);
        return Long.parseLong(total.group(1));
    }
}
