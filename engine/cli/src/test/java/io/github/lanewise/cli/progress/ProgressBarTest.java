package io.github.lanewise.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What a terminal is sent. */
class ProgressBarTest {
    private final StringWriter terminal = new StringWriter();

    @Test
    void aNewTaskIsShownAtOnceOverTheOldOne() {
        ProgressBar bar = new ProgressBar(new PrintWriter(terminal), true);
        bar.at(0.25, "reading a long name");
        bar.at(0.5, "running");
        assertEquals(
                "\r[######------------------] 25 %  reading a long name" + "\r[############------------] 50 %  running"
                        + " ".repeat(12),
                terminal.toString());
    }

    @Test
    void closingLeavesAnEmptyLine() {
        ProgressBar bar = new ProgressBar(new PrintWriter(terminal), true);
        bar.at(1, "x");
        int shown = terminal.toString().length() - 1;
        bar.close();
        assertTrue(terminal.toString().endsWith("\r" + " ".repeat(shown) + "\r"), terminal::toString);
    }

    @Test
    void aLineFitsATerminal() {
        new ProgressBar(new PrintWriter(terminal), true).at(7, "n".repeat(200));
        assertEquals(80, terminal.toString().length());
        assertTrue(terminal.toString().contains("] 100 %"), terminal::toString);
    }

    @Test
    void nothingWhereNobodyLooks() {
        try (ProgressBar bar = new ProgressBar(new PrintWriter(terminal), false)) {
            bar.at(0.5, "running");
        }
        assertEquals("", terminal.toString());
    }
}
