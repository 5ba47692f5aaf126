package io.github.lanewise.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** When the bar of long work is there, and when it is not. */
class ProgressTest {
    private final StringWriter terminal = new StringWriter();
    private final Progress progress = new Progress(new ProgressBar(new PrintWriter(terminal), true));

    @Test
    void nothingIsShownBeforeItIsDrawn() {
        progress.at(0.5, "running");
        progress.close();
        assertEquals("", terminal.toString());
    }

    @Test
    void theLatestIsDrawn() {
        progress.at(0.25, "reading");
        progress.at(0.5, "running");
        progress.draw(3);
        assertEquals("\r[############------------] 50 %  running", terminal.toString());
    }

    @Test
    void whereNobodyKnowsHowFarItIsThereAreSeconds() {
        progress.at("reading rows.csv");
        progress.draw(3);
        assertEquals("\rreading rows.csv, 3 s", terminal.toString());
    }

    @Test
    void whileItIsHiddenNothingIsDrawn() {
        progress.at(0.5, "running");
        progress.draw(3);
        progress.hide();
        String hidden = terminal.toString();
        assertTrue(hidden.endsWith(" \r"), hidden);
        progress.draw(3);
        assertEquals(hidden, terminal.toString());
        progress.at(0.75, "writing");
        progress.draw(3);
        assertEquals(hidden + "\r[##################------] 75 %  writing", terminal.toString());
    }

    @Test
    void whereStandardErrorIsNoTerminalThereIsNone() {
        // The build's standard error is a pipe or a file; where it is a terminal, nothing comes in the first second.
        try (Progress piped = Progress.on(new PrintWriter(terminal))) {
            piped.at(0.5, "running");
        }
        assertEquals("", terminal.toString());
    }
}
