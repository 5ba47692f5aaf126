package io.github.lanewise.cli.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowStreamTest {
    private static final Path NAME = Path.of("rows");

    private static void copy(float[] row, float[] answer) {
        System.arraycopy(row, 0, answer, 0, answer.length);
    }

    private static long allocated(int rows) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        InputStream in = new ByteArrayInputStream(new byte[rows * 5 * Float.BYTES]);
        Answers answers = new Answers(
                RowStreamTest::copy, 4, new BinaryRowWriter(4), OutputStream.nullOutputStream(), count -> {});
        RowSource source = new BinaryRowSource(new FlushingInput(in, answers), NAME, 5);
        long before = threads.getCurrentThreadAllocatedBytes();
        RowStream.run(source, 5, NAME, answers);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void binaryRowsMakeNoGarbage() throws IOException {
        allocated(10);
        long few = allocated(10);
        long many = allocated(50_000);
        // An object a row would be 16 bytes each; the JVM's compilers take some hundred once.
        assertTrue(many - few < 50_000, () -> "bytes allocated: " + few + ", " + many);
    }

    @Test
    void afterTheEndNoStepIsTaken() throws IOException {
        List<Long> ends = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Answers answers = new Answers(RowStreamTest::copy, 1, new CsvRowWriter(), out, ends::add);
        assertTrue(answers.take(new float[] {1}));
        assertEquals("", out.toString(StandardCharsets.US_ASCII), "buffered");
        answers.end();
        assertEquals("1.0\n", out.toString(StandardCharsets.US_ASCII));
        assertFalse(answers.take(new float[] {2}));
        answers.flush();
        answers.end();
        assertEquals("1.0\n", out.toString(StandardCharsets.US_ASCII));
        assertEquals(List.of(1L), ends);
    }

    @Test
    void anEndingIsLeftOutWhereAnAnswerIsLost() {
        List<Long> ends = new ArrayList<>();
        OutputStream closed = new OutputStream() {
            private boolean failed;

            @Override
            public void write(int b) throws IOException {
                // Once only, as no output that the command has would: the answers remember by themselves.
                if (!failed) {
                    failed = true;
                    throw new IOException("closed");
                }
            }
        };
        Answers answers = new Answers(RowStreamTest::copy, 1, new BinaryRowWriter(1), closed, ends::add);
        RowSource source = new BinaryRowSource(new ByteArrayInputStream(new byte[8]), NAME, 1);
        IOException thrown = assertThrows(IOException.class, () -> RowStream.run(source, 1, NAME, answers));
        assertEquals("closed", thrown.getMessage());
        assertEquals(List.of(), ends);
    }

    /** As saving to a full disk does. A hook of the JVM's end may try again. */
    @Test
    void anEndingThatFailsIsNotDone() throws IOException {
        List<Long> ends = new ArrayList<>();
        Answers answers =
                new Answers(RowStreamTest::copy, 1, new BinaryRowWriter(1), OutputStream.nullOutputStream(), count -> {
                    ends.add(count);
                    if (ends.size() == 1) {
                        throw new IOException("full");
                    }
                });
        RowSource source = new BinaryRowSource(new ByteArrayInputStream(new byte[6]), NAME, 1);
        IOException thrown = assertThrows(IOException.class, () -> RowStream.run(source, 1, NAME, answers));
        assertEquals(
                "rows: row 2: expected 4 bytes, 1 numbers of four, found 2 bytes left at the end; the stream was cut off,"
                        + " or its rows are of another width",
                thrown.getMessage());
        assertEquals("full", thrown.getSuppressed()[0].getMessage());
        assertFalse(answers.take(new float[1]));
        answers.end();
        answers.end();
        assertEquals(List.of(1L, 1L), ends);
    }
}
