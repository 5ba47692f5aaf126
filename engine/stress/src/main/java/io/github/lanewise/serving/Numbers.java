package io.github.lanewise.serving;

import java.util.concurrent.RejectedExecutionException;

/** Rows of one float, which is their number, and numbers that are written one behind the other: 1 and then 2 is 12. */
final class Numbers {
    private Numbers() {}

    /** Submits rows until one is refused; the numbers of those that were accepted. */
    static int put(Inbox<String> inbox, boolean waits, int... numbers) {
        int accepted = 0;
        try {
            for (int number : numbers) {
                if (inbox.put(row(number), waits)) {
                    accepted = 10 * accepted + number;
                }
            }
        } catch (RejectedExecutionException _) {
            // closed, from here on
        }
        return accepted;
    }

    private static RowSubmission<String> row(int number) {
        return new RowSubmission<>("a", new float[] {number}, 0, Long.MAX_VALUE, null);
    }

    /** What is in the inbox, behind what was received before. */
    static int receive(Inbox<String> inbox, int before) {
        int received = before;
        for (Submission<String, ?> next = inbox.poll(); next != null; next = inbox.poll()) {
            inbox.giveBackRoom();
            received = 10 * received + number(next);
        }
        return received;
    }

    private static int number(Submission<String, ?> submission) {
        return submission instanceof RowSubmission<?> row ? (int) row.row()[0] : 0;
    }

    /** What comes until the inbox is closed and finished, as a worker receives it that does not sleep. */
    static int receiveAll(Inbox<String> inbox) {
        int received = 0;
        while (!inbox.isFinished()) {
            received = receive(inbox, received);
            Thread.onSpinWait();
        }
        return receive(inbox, received);
    }
}
