package io.github.lanewise.bench.latency;

/** Allocates small arrays as fast as it can and keeps the last 16,384 of them, some 20 MB, so that collections have to copy. */
final class Allocation implements Neighbour.Work {
    private static final int KEPT = 1 << 14;
    private static final int PART = 1 << 10;
    private static final int LEAST_BYTES = 256;
    private static final int MORE_BYTES = 2048;

    private final byte[][] kept = new byte[KEPT][];
    private int next;

    @Override
    public long part() {
        long bytes = 0;
        for (int i = 0; i < PART; i++) {
            byte[] array = new byte[LEAST_BYTES + next * 37 % MORE_BYTES];
            kept[next % KEPT] = array;
            next = (next + 1) & Integer.MAX_VALUE >> 8;
            bytes += array.length;
        }
        return bytes;
    }
}
